import { setImmediate as nextTurn } from 'node:timers/promises'
import type { RecordedEvent, RunId } from '@pressrun/events'
import { runIdOf } from './change.ts'

/** Called with each event of a run, in order. An event may repeat, with the same position. */
export type Watcher = (event: RecordedEvent) => void

/** Each takes some 10 us: a thousand watchers of a busy run must not delay everything else. */
const notifiedPerTurnMax = 200

/** Sends the watchers of each run its events, a few in each turn of the event loop. */
export async function distribute(
  events: readonly RecordedEvent[],
  watchersByRun: ReadonlyMap<RunId, ReadonlySet<Watcher>>,
): Promise<void> {
  let notified = 0
  for (const event of events) {
    const runId = runIdOf(event)
    const watchers = runId === undefined ? undefined : watchersByRun.get(runId)
    for (const notify of watchers ?? []) {
      notify(event)
      notified += 1
      if (notified % notifiedPerTurnMax === 0) await nextTurn()
    }
  }
}
