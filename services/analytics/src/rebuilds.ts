import type { RebuildResponse } from '@pressrun/bus'
import type { View } from './views/view.ts'

/** Returns at once whether a rebuild of the named view has begun; it goes on by itself. */
export function rebuilds(
  views: readonly View[],
  start: (view: View) => Promise<void>,
): (name: string) => RebuildResponse {
  const underWay = new Set<View>()
  return (name) => {
    const view = views.find((candidate) => candidate.name === name)
    if (!view) return { state: 'unknown-view' }
    if (underWay.has(view)) return { state: 'under-way' }
    underWay.add(view)
    void start(view).finally(() => underWay.delete(view))
    return { state: 'started' }
  }
}
