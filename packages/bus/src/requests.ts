import type { NatsConnection } from '@nats-io/transport-node'

/** Who asks for a view to be rebuilt asks analytics, by request and reply: nothing is recorded. */
const rebuildSubject = 'pressrun.requests.rebuild'

const answerTimeoutMs = 2_000

export type RebuildAnswer = { readonly state: 'started' | 'under-way' | 'unknown-view' }

/** Rejects when nobody answers: analytics, or NATS itself, is not there. */
export async function requestRebuild(
  connection: NatsConnection,
  view: string,
): Promise<RebuildAnswer> {
  const answer = await connection.request(rebuildSubject, view, { timeout: answerTimeoutMs })
  return answer.json<RebuildAnswer>()
}

/** Of several analytics processes one gets each request. */
export function answerRebuildRequests(
  connection: NatsConnection,
  answer: (view: string) => RebuildAnswer,
): { stop: () => void } {
  const subscription = connection.subscribe(rebuildSubject, {
    queue: 'analytics',
    callback: (error, message) => {
      if (!error) message.respond(JSON.stringify(answer(message.string())))
    },
  })
  return { stop: () => subscription.unsubscribe() }
}
