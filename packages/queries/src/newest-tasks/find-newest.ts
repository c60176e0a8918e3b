import type { TaskId, TaskState } from '@pressrun/events'
import type pg from 'pg'
import { taskColumns } from '@pressrun/db'
import { queryOf, type Query, type TaskSearch } from '../task-filter.ts'
import { wantedOf, type Narrowing } from './wanted.ts'
import { fewMax, type Way } from './way.ts'
import { waysTo } from './ways.ts'

/**
 * The newest tasks that pass the filter, and one of the narrowings if there are any. No two of these match the same
 * task at one moment; one that moves between two queries is listed once, in its later state.
 */
export async function findNewest(
  pool: Pick<pg.Pool, 'query'>,
  search: TaskSearch,
  limit: number,
  narrowings: readonly Narrowing[] = [{}],
): Promise<TaskState[]> {
  const found = new Map<TaskId, TaskState>()
  for (const narrowing of narrowings)
    for (const wanted of wantedOf(search, narrowing, limit))
      for (const row of await findBy(pool, waysTo(wanted), limit)) found.set(row.id, row)
  return [...found.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit)
}

async function findBy(
  pool: Pick<pg.Pool, 'query'>,
  ways: readonly Way[],
  limit: number,
): Promise<TaskState[]> {
  for (const way of ways) {
    const { text, values } = rowsOf(way)
    const { rows } = await pool.query<TaskState & { seen?: number }>(text, [...values])
    const found = rows.filter(({ id }) => id !== null)
    const isWhole = { all: true, full: found.length === limit, few: isFew(rows) }
    if (isWhole[way.finds]) return found
  }
  return []
}

const isFew = (rows: readonly { seen?: number }[]) => (rows[0]?.seen ?? 0) <= fewMax

/** The tasks with these ids, all at the same moment. */
const rowsOf = (way: Way): Query =>
  queryOf((bind) => {
    const join = way.finds === 'few' ? 'left join' : 'join'
    return `select ${way.finds === 'few' ? 'page.seen, ' : ''}${taskColumns('tasks.')}
      from (${way.ids(bind)}) page ${join} task_states tasks on tasks.id = page.id
      order by page.id desc`
  })

/** The same ids in one query, however long it takes. */
export const selectMatching = (search: TaskSearch, limit: number): Query =>
  queryOf((bind) => {
    const parts = wantedOf(search, {}, limit).flatMap((wanted) => {
      const way = waysTo(wanted).at(-1)
      return way ? [`(${way.ids(bind)})`] : []
    })
    return parts.join(' union all ')
  })
