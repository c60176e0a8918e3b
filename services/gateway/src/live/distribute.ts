import { setImmediate as nextTurn } from 'node:timers/promises'
import type { RecordedEvent, RunId } from '@pressrun/events'
import { runIdOf } from './change.ts'

/** Called with each event of a run, in order. An event may come again; its position tells. */
export type Tell = (event: RecordedEvent) => void

/** Each takes some 10 us: a thousand watchers of a busy run are not to hold up everybody else. */
const toldPerTurnMax = 200

/** Tells the watchers of each run its events, a few in each turn of the event loop. */
export async function distribute(
  events: readonly RecordedEvent[],
  watchersByRun: ReadonlyMap<RunId, ReadonlySet<Tell>>,
): Promise<void> {
  let told = 0
  for (const event of events) {
    const runId = runIdOf(event)
    const watchers = runId === undefined ? undefined : watchersByRun.get(runId)
    for (const tell of watchers ?? []) {
      tell(event)
      told += 1
      if (told % toldPerTurnMax === 0) await nextTurn()
    }
  }
}
