import { isDeepStrictEqual } from 'node:util'
import { emptyFold, eventsOf, fold, isWellFormed, type Chunk, type Fold } from '@pressrun/events'
import type pg from 'pg'
import { taskColumns } from '../state/tasks.ts'
import { query } from '../table/query.ts'
import { selectStates } from '../table/statements.ts'
import { accounts } from '../tables/accounts.ts'
import { runs } from '../tables/runs.ts'
import { schedules } from '../tables/schedules.ts'
import { contentSources } from '../tables/sources.ts'
import { difference, type Difference } from './difference.ts'
import { logHead, readLog } from './read.ts'
import { verifyMoves } from './verify-moves.ts'

export type Verified = { readonly position: number; readonly differences: readonly Difference[] }

/** Rows of the log folded at a time. */
const batchMax = 100

/**
 * Compares the rows of runs, tasks (at rest and as they move), accounts, content sources and schedules with the fold
 * of the whole log, both at one moment, and reports gaps in the log. It blocks no writer, and takes memory for every
 * task.
 */
export async function verifyState(pool: pg.Pool): Promise<Verified> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const { folded, position, gaps } = await foldLog(client)
    const rowsOf = (text: string) => query<AnyState>(client, text)
    const differences = [
      ...gaps,
      ...compare(folded.runs, await rowsOf(selectStates(runs))),
      ...compare(folded.tasks, await rowsOf(selectTasksWithOverrides)),
      ...(await verifyMoves(client, folded.tasks)),
      ...compare(folded.accounts, await rowsOf(selectStates(accounts))),
      ...compare(folded.sources, await rowsOf(`${selectStates(contentSources)} where version > 0`)),
      ...compare(folded.schedules, await rowsOf(selectStates(schedules))),
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
  let seq = 0
  let position = 0
  for (;;) {
    const batch = await readLog(client, seq, batchMax)
    if (batch.length === 0) break
    for (const chunk of batch) {
      const events = eventsOf(chunk)
      gaps.push(...gapsOf(chunk, { seq, position }, events.length))
      for (const event of events)
        if (!isWellFormed(event)) gaps.push(difference(event.id, 'data', event.data, undefined))
      fold(events, folded)
      seq = chunk.seq
      position = chunk.last
    }
  }
  const head = await logHead(client)
  if (head.seq !== seq) gaps.push(difference('log_head', 'seq', seq, head.seq))
  if (head.position !== position)
    gaps.push(difference('log_head', 'position', position, head.position))
  return { folded, position, gaps }
}

/** Where a row does not follow on those before it, or does not hold what it says. */
function gapsOf(
  { seq, first, last }: Chunk,
  before: { readonly seq: number; readonly position: number },
  events: number,
): Difference[] {
  const id = `log ${seq}`
  return [
    ...(seq === before.seq + 1 ? [] : [difference(id, 'seq', before.seq + 1, seq)]),
    ...(first === before.position + 1
      ? []
      : [difference(id, 'position', before.position + 1, first)]),
    ...(last - first + 1 === events ? [] : [difference(id, 'position', first + events - 1, last)]),
  ]
}

type AnyState = { readonly id: string }

const selectTasksWithOverrides = `select ${taskColumns()}, overrides from task_states`

function compare(logged: ReadonlyMap<string, AnyState>, rows: readonly AnyState[]): Difference[] {
  const rowIds = new Set(rows.map((row) => row.id))
  const rowless = [...logged.values()].filter((state) => !rowIds.has(state.id))
  return [
    ...rowless.map((state) => ({ id: state.id, field: 'log', log: state, row: undefined })),
    ...rows.flatMap((row) => differing(logged.get(row.id), row)),
  ]
}

function differing(logged: AnyState | undefined, row: AnyState): Difference[] {
  const { id } = row
  if (!logged) return [{ id, field: 'row', log: undefined, row }]
  return (Object.keys(row) as (keyof AnyState)[])
    .filter((field) => !isDeepStrictEqual(logged[field], row[field]))
    .map((field) => ({ id, field, log: logged[field], row: row[field] }))
}
