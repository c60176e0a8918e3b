import {
  idMint,
  type AccountId,
  type ProjectId,
  type RunId,
  type TaskId,
  type TaskStatus,
} from '@pressrun/events'
import {
  allStatuses,
  selectKinds,
  selectStream,
  streamId,
  type Bind,
  type Stream,
} from './task-streams.ts'

export type TaskFilter = {
  readonly status?: TaskStatus | undefined
  readonly platform?: string | undefined
  readonly accountId?: AccountId | undefined
  readonly projectId?: ProjectId | undefined
  readonly runId?: RunId | undefined
  /** Of the error it ended in, or waits after. */
  readonly code?: string | undefined
  /** Instants. A task is as old as its id says. */
  readonly createdAfter?: string | undefined
  readonly createdBefore?: string | undefined
}

export type TaskSearch = TaskFilter & { readonly before?: TaskId | undefined }

/** A part of a query, with the values that it names: one that is left out must leave none behind. */
type Part<Text> = (bind: Bind) => Text

/** What narrows a filter further: which statuses, of which accounts or runs, and what else is so of them. */
export type Narrowing = {
  readonly statuses?: readonly TaskStatus[]
  readonly accounts?: Part<string>
  readonly runs?: Part<string>
  readonly where?: Part<readonly string[]>
  /** Conditions of an index that has these tasks alone, by their ids. */
  readonly indexed?: readonly string[]
}

export type Query = { readonly text: string; readonly values: readonly unknown[] }

/** The newest tasks that the filter lets through, and one of the narrowings if there are any. */
export function selectMatching(
  search: TaskSearch,
  limit: number,
  columns: string,
  narrowings: readonly Narrowing[] = [{}],
): Query {
  const values: unknown[] = []
  const bind: Bind = (value) => `$${values.push(value)}`
  const most = bind(limit)
  const parts = narrowings.flatMap((narrowing) => selectPart(search, narrowing, most, bind) ?? [])
  const all = parts.length > 0 ? parts.join(' union all ') : 'select * from tasks where false'
  const text = `select ${columns} from (${all}) tasks order by id desc limit ${most}`
  return { text, values }
}

/** Undefined where nothing can match. */
function selectPart(
  search: TaskSearch,
  narrowing: Narrowing,
  limit: string,
  bind: Bind,
): string | undefined {
  const { status, accountId, projectId, platform, runId, code } = search
  const statuses = (narrowing.statuses ?? allStatuses).filter((one) => !status || one === status)
  if (statuses.length === 0) return undefined
  // Asked for once, and only where it is used: a value that no query names has no type.
  const whereBy = (id: string) => [
    ...conditionsOf(search, id, bind),
    ...(narrowing.where?.(bind) ?? []),
  ]
  const stream = (by: Stream['by'], of: string) =>
    `(${selectStream({ by, of, statuses, where: whereBy(streamId) }, limit, bind)})`
  const { accounts, runs, indexed } = narrowing
  const plain = (id: string, conditions: readonly string[]) => {
    const all = [...whereBy(id), ...conditions].join(' and ')
    return `(select * from tasks where ${all} order by ${id} desc limit ${limit})`
  }
  if (indexed) return plain('tasks.id', indexed)
  if (accounts)
    return stream(
      'account',
      `select id as account_id from (${accounts(bind)}) chosen${accountId ? ` where id = ${bind(accountId)}` : ''}`,
    )
  if (runs)
    return stream(
      'run',
      `select id as run_id from (${runs(bind)}) chosen${runId ? ` where id = ${bind(runId)}` : ''}`,
    )
  if (accountId) return stream('account', `select ${bind(accountId)}::text as account_id`)
  if (runId) return stream('run', `select ${bind(runId)}::text as run_id`)
  const isKind = statuses.length < allStatuses.length || platform !== undefined || projectId
  if (code === undefined && isKind)
    return stream(
      'kind',
      selectKinds({
        ...(projectId ? { project: bind(projectId) } : {}),
        ...(platform === undefined ? {} : { platform: bind(platform) }),
      }),
    )
  // By its code a task is found at once; a status must not tempt the planner to come by another way.
  const column = code === undefined ? 'status' : `(status || '')`
  const inStatus = `${column} = any(${bind(statuses)}::text[])`
  return plain(code === undefined ? 'tasks.id' : streamId, [inStatus])
}

function conditionsOf(search: TaskSearch, id: string, bind: Bind): string[] {
  const { platform, accountId, projectId, runId, code, before } = search
  const { createdAfter, createdBefore } = search
  return [
    ...(platform === undefined ? [] : [`tasks.platform = ${bind(platform)}`]),
    ...(accountId ? [`tasks.account_id = ${bind(accountId)}`] : []),
    ...(projectId ? [`tasks.project_id = ${bind(projectId)}`] : []),
    ...(runId ? [`tasks.run_id = ${bind(runId)}`] : []),
    ...(code === undefined
      ? []
      : [`tasks.error is not null and tasks.error->>'code' = ${bind(code)}`]),
    ...(createdAfter ? [`${id} >= ${bind(firstIdOf(createdAfter))}`] : []),
    ...(createdBefore ? [`${id} < ${bind(firstIdOf(createdBefore))}`] : []),
    ...(before ? [`${id} < ${bind(before)}`] : []),
  ]
}

/** Ids begin with the time they were made at: no id of that millisecond sorts before this one. */
const firstIdOf = (instant: string): TaskId =>
  idMint(
    () => Date.parse(instant),
    (bytes) => bytes.fill(0),
  )('task')
