import type pg from 'pg'
import type { DispatcherState } from './memory/dispatcher-state.ts'
import { loadState } from './memory/load-state.ts'
import { beginEpoch, loadRows } from './rows/load-rows.ts'

/** What is known in one epoch. */
export type EpochState = { readonly epoch: number; readonly state: DispatcherState }

type LoadOptions = {
  readonly now: number
  readonly ratesNow: (databaseNow: number) => number
  /** What the log has recorded since the rows were kept is left out: it may be what cannot be read. */
  readonly skipsLog: boolean
}

/** Begins an epoch, and loads what rows say. */
export async function loadEpochState(
  client: pg.Client,
  { now, ratesNow, skipsLog }: LoadOptions,
): Promise<EpochState> {
  const epoch = await beginEpoch(client)
  const rows = await loadRows(client, now)
  const seq = skipsLog ? rows.headSeq : rows.seq
  return { epoch, state: loadState({ ...rows, seq }, ratesNow(rows.databaseNow)) }
}
