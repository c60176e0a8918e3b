import { isDeepStrictEqual } from 'node:util'
import type { TaskId, TaskState } from '@pressrun/events'
import type pg from 'pg'
import { query } from '../table/query.ts'
import { selection } from '../table/table.ts'
import {
  isIn,
  moveTableNames,
  moveTables,
  wantedMove,
  type MoveTable,
} from '../moves/wanted-move.ts'
import { difference, type Difference } from './difference.ts'

type Row = Readonly<Record<string, unknown>>
type Found = { readonly table: MoveTable; readonly row: Row }

/** Compares the rows by which tasks move with the log: each task has exactly its one row, or none. */
export async function verifyMoves(
  client: pg.ClientBase,
  tasks: ReadonlyMap<string, TaskState>,
): Promise<Difference[]> {
  const found = await readMoves(client)
  const { rows } = await client.query<{ now: string }>('select now()')
  const now = rows[0]?.now ?? ''
  const strangers = [...found.keys()].filter((id) => !tasks.has(id))
  return [
    ...strangers.map((id) => difference(id, 'moves in', undefined, namesOf(found.get(id)))),
    ...[...tasks.values()].flatMap((task) => differing(task, found.get(task.id) ?? [], now)),
  ]
}

async function readMoves(client: pg.ClientBase): Promise<Map<string, Found[]>> {
  const found = new Map<string, Found[]>()
  for (const table of moveTableNames) {
    const rows = await query<Row & { taskId: TaskId }>(
      client,
      `select ${selection(moveTables[table].columns, 'moves.')}, tasks.status as resting
        from ${table} as moves left join tasks on tasks.id = moves.task_id`,
    )
    for (const row of rows)
      found.set(row.taskId, [...(found.get(row.taskId) ?? []), { table, row }])
  }
  return found
}

function differing(task: TaskState, found: readonly Found[], now: string): Difference[] {
  const [one, ...others] = found
  const { table, ...wanted } = wantedMove(task)
  if (others.length > 0 || !isIn(table, one?.table, task, now))
    return [difference(task.id, 'moves in', table, namesOf(found))]
  return Object.entries(wanted).flatMap(([field, logged]) => {
    // What had to wait for an instant is in the queue without it.
    if (!one || (field === 'notBefore' && one.table === 'queue')) return []
    const row = one.row[field]
    return isDeepStrictEqual(logged, row)
      ? []
      : [difference(task.id, `${one.table} ${field}`, logged, row)]
  })
}

const namesOf = (found: readonly Found[] = []) =>
  found.map(({ table }) => table).join(' and ') || undefined
