import type pg from 'pg'
import type { DispatcherState } from './memory/dispatcher-state.ts'
import { loadState } from './memory/load-state.ts'
import { beginEpoch, loadRows } from './rows/load-rows.ts'

/** What is known in one epoch. */
export type Known = { readonly epoch: number; readonly state: DispatcherState }

type LoadOptions = {
  readonly now: number
  readonly ratesNow: (databaseNow: number) => number
  /** What the log has told since the rows were kept is left out: it may be what cannot be read. */
  readonly withoutNews: boolean
}

/** Begins an epoch, and loads what rows say. */
export async function loadKnown(
  client: pg.Client,
  { now, ratesNow, withoutNews }: LoadOptions,
): Promise<Known> {
  const epoch = await beginEpoch(client)
  const rows = await loadRows(client, now)
  const seq = withoutNews ? rows.headSeq : rows.seq
  return { epoch, state: loadState({ ...rows, seq }, ratesNow(rows.databaseNow)) }
}
