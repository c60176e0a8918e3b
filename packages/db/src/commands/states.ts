import {
  streamOf,
  type AccountState,
  type Command,
  type RunState,
  type ScheduleState,
  type SourceState,
  type StreamId,
  type TaskState,
} from '@pressrun/events'
import type pg from 'pg'
import { selectAccounts, toAccountState } from '../state/accounts.ts'
import { selectRuns, toRunState } from '../state/runs.ts'
import { selectSchedules, toScheduleState } from '../state/schedules.ts'
import { selectSources, toSourceState } from '../state/sources.ts'
import { selectTasks, toTaskState } from '../state/tasks.ts'
import type { Request } from './request.ts'

export type States = {
  readonly runs: Map<StreamId, RunState>
  readonly tasks: Map<StreamId, TaskState>
  readonly accounts: Map<StreamId, AccountState>
  readonly sources: Map<StreamId, SourceState>
  readonly schedules: Map<StreamId, ScheduleState>
}

/** For who knows that what it is going to decide on is not there yet, or has read it already. */
export const emptyStates = (): States => ({
  runs: new Map(),
  tasks: new Map(),
  accounts: new Map(),
  sources: new Map(),
  schedules: new Map(),
})

/** The current state of every stream the commands speak to: one query per table that is needed. */
export async function loadStates(
  pool: pg.Pool | pg.ClientBase,
  commands: readonly Command[],
): Promise<States> {
  const ids = Map.groupBy(new Set(commands.map(streamOf)), (id) => id.slice(0, id.indexOf('_')))
  const [runs, tasks, accounts, sources, schedules] = await Promise.all([
    load(pool, selectRuns, toRunState, ids.get('run')),
    load(pool, selectTasks, toTaskState, ids.get('task')),
    load(pool, selectAccounts, toAccountState, ids.get('account')),
    load(pool, selectSources, toSourceState, ids.get('source')),
    load(pool, selectSchedules, toScheduleState, ids.get('schedule')),
  ])
  return { runs, tasks, accounts, sources, schedules }
}

/** As `loadStates`, but takes the callers' word for what they have just read or made. */
export async function loadUnknownStates(
  pool: pg.Pool,
  requests: readonly Request[],
): Promise<States> {
  const unknown = requests.filter(({ known, isNew }) => !known && !isNew)
  const states = await loadStates(
    pool,
    unknown.map((request) => request.command),
  )
  for (const { known } of requests)
    if (known && !states.tasks.has(known.id)) states.tasks.set(known.id, known)
  return states
}

// The row type ties the select to its reader; the linter does not look into the body.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
async function load<Row extends pg.QueryResultRow, State extends { id: StreamId }>(
  pool: pg.Pool | pg.ClientBase,
  select: { name: string; text: string },
  toState: (row: Row) => State,
  ids: readonly StreamId[] = [],
): Promise<Map<StreamId, State>> {
  if (ids.length === 0) return new Map()
  const { rows } = await pool.query<Row>({ ...select, values: [ids] })
  return new Map(rows.map((row) => [row.id as StreamId, toState(row)]))
}
