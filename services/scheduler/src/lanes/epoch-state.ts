import type pg from 'pg'
import type { DispatcherState } from './memory/dispatcher-state.ts'
import { loadState } from './memory/load-state.ts'
import { beginEpoch, loadRows } from './rows/load-rows.ts'

/** The state of one epoch. */
export type EpochState = { readonly epoch: number; readonly state: DispatcherState }

type LoadOptions = {
  readonly now: number
  readonly ratesNow: (databaseNow: number) => number
  /** Whether to skip what the log has recorded since the rows were written: it may be unreadable. */
  readonly skipsLog: boolean
}

/** Begins an epoch, and loads the state from rows. */
export async function loadEpochState(
  client: pg.Client,
  { now, ratesNow, skipsLog }: LoadOptions,
): Promise<EpochState> {
  const epoch = await beginEpoch(client)
  const rows = await loadRows(client, now)
  const seq = skipsLog ? rows.headSeq : rows.seq
  return { epoch, state: loadState({ ...rows, seq }, ratesNow(rows.databaseNow)) }
}
