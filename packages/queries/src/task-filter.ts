import {
  idGenerator,
  taskIdsOf,
  type AccountId,
  type ProjectId,
  type RunId,
  type TaskId,
  type TaskStatus,
} from '@pressrun/events'

export type TaskFilter = {
  readonly status?: TaskStatus | undefined
  readonly platform?: string | undefined
  readonly accountId?: AccountId | undefined
  readonly projectId?: ProjectId | undefined
  readonly runId?: RunId | undefined
  /** Of the error it ended in, or waits after. */
  readonly code?: string | undefined
  /** Instants. The age of a task is that of its id. */
  readonly createdAfter?: string | undefined
  readonly createdBefore?: string | undefined
}

export type TaskSearch = TaskFilter & { readonly before?: TaskId | undefined }

/** Adds a value to those of the query, and returns its placeholder. */
export type Bind = (value: unknown) => string

/** A part of a query, with the values that it names: leaving it out must leave none behind. */
export type Part<Text> = (bind: Bind) => Text

export type Query = { readonly text: string; readonly values: readonly unknown[] }

export function queryOf(part: Part<string>): Query {
  const values: unknown[] = []
  const text = part((value) => `$${values.push(value)}`)
  return { text, values }
}

/** SQL: `and` between the conditions; true when there are none. */
export const allOf = (conditions: readonly string[]): string => conditions.join(' and ') || 'true'

/** The filter's conditions on a task's id: when it was made, its run, and the page before. */
export function idConditions(search: TaskSearch, id: string, bind: Bind): string[] {
  const { runId, createdAfter, createdBefore, before } = search
  const ofRun = runId && taskIdsOf(runId)
  return [
    ...(ofRun ? [`${id} between ${bind(ofRun.first)} and ${bind(ofRun.last)}`] : []),
    ...(createdAfter ? [`${id} >= ${bind(firstIdOf(createdAfter))}`] : []),
    ...(createdBefore ? [`${id} < ${bind(firstIdOf(createdBefore))}`] : []),
    ...(before ? [`${id} < ${bind(before)}`] : []),
  ]
}

/** Ids begin with the time they were made at: no id of that millisecond sorts before this one. */
const firstIdOf = (instant: string): TaskId =>
  idGenerator(
    () => Date.parse(instant),
    (bytes) => bytes.fill(0),
  )('task')

/** Its other conditions on the task; those on its status differ by place. */
export function rowConditions(search: TaskSearch, bind: Bind): string[] {
  const { platform, accountId, projectId, code } = search
  return [
    ...(platform === undefined ? [] : [`tasks.platform = ${bind(platform)}`]),
    ...(accountId ? [`tasks.account_id = ${bind(accountId)}`] : []),
    ...(projectId ? [`tasks.project_id = ${bind(projectId)}`] : []),
    ...(code === undefined ? [] : [hasCode(code, bind)]),
  ]
}

const hasCode = (code: string, bind: Bind) =>
  `tasks.error is not null and tasks.error->>'code' = ${bind(code)}`
