import type { NatsConnection } from '@pressrun/bus'
import type { View } from './views/view.ts'

/** People ask for a rebuild through the gateway, which asks here. */
export const rebuildSubject = 'pressrun.requests.rebuild'

export type RebuildAnswer =
  | { readonly state: 'started' | 'under-way' }
  | { readonly state: 'unknown-view' }

/** Answers at once whether a rebuild of the named view has begun; it goes on by itself. */
export function answerRebuildRequests(
  connection: NatsConnection,
  views: readonly View[],
  start: (view: View) => Promise<void>,
): { stop: () => void } {
  const underWay = new Set<View>()
  const answer = (name: string): RebuildAnswer => {
    const view = views.find((candidate) => candidate.name === name)
    if (!view) return { state: 'unknown-view' }
    if (underWay.has(view)) return { state: 'under-way' }
    underWay.add(view)
    void start(view).finally(() => underWay.delete(view))
    return { state: 'started' }
  }
  const subscription = connection.subscribe(rebuildSubject, {
    queue: 'analytics',
    callback: (error, message) => {
      if (!error) message.respond(JSON.stringify(answer(message.string())))
    },
  })
  return { stop: () => subscription.unsubscribe() }
}
