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
import { selectTasks } from '../state/tasks.ts'
import { query } from '../table/query.ts'
import { selectStates } from '../table/statements.ts'
import { accounts } from '../tables/accounts.ts'
import { runs } from '../tables/runs.ts'
import { schedules } from '../tables/schedules.ts'
import { contentSources } from '../tables/sources.ts'
import type { Request } from './request.ts'

export type States = {
  readonly runs: Map<StreamId, RunState>
  readonly tasks: Map<StreamId, TaskState>
  readonly accounts: Map<StreamId, AccountState>
  readonly sources: Map<StreamId, SourceState>
  readonly schedules: Map<StreamId, ScheduleState>
}

/** For callers that know the stream is new, or have already read it. */
export const emptyStates = (): States => ({
  runs: new Map(),
  tasks: new Map(),
  accounts: new Map(),
  sources: new Map(),
  schedules: new Map(),
})

/** The current state of every stream that the commands name: one query per table. */
export async function loadStates(
  pool: pg.Pool | pg.ClientBase,
  commands: readonly Command[],
): Promise<States> {
  const ids = Map.groupBy(new Set(commands.map(streamOf)), (id) => id.slice(0, id.indexOf('_')))
  const load = async <State extends { id: StreamId }>(prefix: string, text: string) => {
    const wanted = ids.get(prefix)
    if (!wanted) return new Map<StreamId, State>()
    const states = await query<State>(pool, text, [wanted])
    return new Map(states.map((state) => [state.id, state]))
  }
  const [ofRuns, ofTasks, ofAccounts, ofSources, ofSchedules] = await Promise.all([
    load<RunState>('run', selectOf.runs),
    load<TaskState>('task', selectOf.tasks),
    load<AccountState>('account', selectOf.accounts),
    load<SourceState>('source', selectOf.sources),
    load<ScheduleState>('schedule', selectOf.schedules),
  ])
  return {
    runs: ofRuns,
    tasks: ofTasks,
    accounts: ofAccounts,
    sources: ofSources,
    schedules: ofSchedules,
  }
}

const named = 'where id = any($1::text[])'
const selectOf = {
  runs: `${selectStates(runs)} ${named}`,
  tasks: `${selectTasks} ${named}`,
  accounts: `${selectStates(accounts)} ${named}`,
  sources: `${selectStates(contentSources)} ${named} and status <> 'removed'`,
  schedules: `${selectStates(schedules)} ${named}`,
}

/** As `loadStates`, but trusts the states that callers have just read or made. */
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
