import { isDeepStrictEqual } from 'node:util'
import { emptyFold, fold, type Fold, type FoldedTask } from '@pressrun/events'
import type pg from 'pg'
import type { Schema } from '../schema/index.ts'
import { toAccountState } from '../state/accounts.ts'
import { toRunState } from '../state/runs.ts'
import { toScheduleState } from '../state/schedules.ts'
import { toSourceState } from '../state/sources.ts'
import { toTaskState } from '../state/tasks.ts'
import { logPosition, readLog, toRecordedEvent } from './read.ts'

/** Something that the log tells otherwise than the rows do. */
export type Difference = {
  readonly id: string
  /** The field that differs; `log` or `row` when only that one knows it; `position` for a gap. */
  readonly field: string
  readonly log: unknown
  readonly row: unknown
}

export type Verified = { readonly position: number; readonly differences: readonly Difference[] }

/** Events folded at a time. */
const batchMax = 2_000

/**
 * Compares the rows of runs, tasks, accounts, content sources and schedules with the fold of the whole log, as
 * both are at one moment, and looks for gaps in the log. It disturbs no one, and takes memory for every task.
 */
export async function verifyState(pool: pg.Pool): Promise<Verified> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const { folded, position, gaps } = await foldLog(client)
    const runs = await client.query<Schema['runs']>('select * from runs')
    const tasks = await client.query<Schema['tasks']>('select * from tasks')
    const accounts = await client.query<Schema['accounts']>('select * from accounts')
    const sources = await client.query<Schema['content_sources']>(
      'select * from content_sources where stream_version > 0',
    )
    const schedules = await client.query<Schema['schedules']>('select * from schedules')
    const differences = [
      ...gaps,
      ...compare(folded.runs, runs.rows.map(toRunState)),
      ...compare(folded.tasks, tasks.rows.map(toFoldedTask)),
      ...compare(folded.accounts, accounts.rows.map(toAccountState)),
      ...compare(folded.sources, sources.rows.map(toSourceState)),
      ...compare(folded.schedules, schedules.rows.map(toScheduleState)),
    ]
    return { position, differences }
  } finally {
    await client.query('rollback').catch(() => {})
    client.release()
  }
}

type FoldedLog = { readonly folded: Fold; readonly position: number; readonly gaps: Difference[] }

async function foldLog(client: pg.ClientBase): Promise<FoldedLog> {
  const folded = emptyFold()
  const gaps: Difference[] = []
  let position = 0
  for (;;) {
    const batch = await readLog(client, position, batchMax)
    if (batch.length === 0) break
    for (const event of batch) {
      if (event.position !== position + 1) gaps.push(gap(event.id, position + 1, event.position))
      position = event.position
    }
    fold(batch.map(toRecordedEvent), folded)
  }
  const head = await logPosition(client)
  if (head !== position) gaps.push(gap('log_head', position, head))
  return { folded, position, gaps }
}

const gap = (id: string, log: number, row: number) => ({ id, field: 'position', log, row })

const toFoldedTask = (row: Schema['tasks']): FoldedTask => ({
  ...toTaskState(row),
  overrides: row.overrides,
})

function compare<State extends { readonly id: string }>(
  told: ReadonlyMap<string, State>,
  rows: readonly State[],
): Difference[] {
  const rowIds = new Set(rows.map((row) => row.id))
  const rowless = [...told.values()].filter((state) => !rowIds.has(state.id))
  return [
    ...rowless.map((state) => ({ id: state.id, field: 'log', log: state, row: undefined })),
    ...rows.flatMap((row) => differing(told.get(row.id), row)),
  ]
}

function differing<State extends { readonly id: string }>(
  told: State | undefined,
  row: State,
): Difference[] {
  const { id } = row
  if (!told) return [{ id, field: 'row', log: undefined, row }]
  return (Object.keys(row) as (keyof State & string)[])
    .filter((field) => !isDeepStrictEqual(told[field], row[field]))
    .map((field) => ({ id, field, log: told[field], row: row[field] }))
}
