import type { AsideStatus } from './aside-status.ts'
import { allOf, idConditions, rowConditions, type Bind } from '../task-filter.ts'
import type { Wanted } from './wanted.ts'
import { walkMax } from './way.ts'

/**
 * The id in the order of the indexes of tasks: in another collation than that of the primary key, which would be
 * walked through to its end where the planner expects more than there is.
 */
const indexId = 'tasks.id collate "POSIX"'

/** The conditions on a task besides its status. */
export const conditionsOf = (wanted: Wanted, id: string, bind: Bind): string[] => [
  ...idConditions(wanted.search, id, bind),
  ...rowConditions(wanted.search, bind),
  ...(wanted.where?.(bind) ?? []),
]

/** The newest tasks for which this holds, by the index that has them in their order. */
export const newestWhere = (
  wanted: Wanted,
  conditions: readonly string[],
  bind: Bind,
  id = indexId,
): string =>
  `select tasks.id from tasks where ${allOf([...conditions, ...conditionsOf(wanted, id, bind)])}
    order by ${id} desc limit ${bind(wanted.limit)}`

/** The same among the very newest tasks alone. */
export function walkNewest(wanted: Wanted, conditions: readonly string[], bind: Bind): string {
  const { search } = wanted
  const { accountId, projectId, platform } = search
  const keys = [
    ...(accountId ? [`tasks.account_id = ${bind(accountId)}`] : []),
    ...(projectId && platform !== undefined
      ? [`tasks.project_id = ${bind(projectId)}`, `tasks.platform = ${bind(platform)}`]
      : []),
  ]
  const id = keys.length > 0 ? indexId : 'tasks.id'
  const walked = allOf([...idConditions(search, id, bind), ...keys])
  const matching = allOf([...conditions, ...conditionsOf(wanted, 'tasks.id', bind)])
  return `select tasks.id from (
      select * from tasks where ${walked} order by ${id} desc limit ${walkMax}) tasks
    where ${matching} order by tasks.id desc limit ${bind(wanted.limit)}`
}

/**
 * The newest of each key, of which the newest are taken: so an index is read from its end, and only as far as
 * a page needs, however many tasks there are.
 */
export function newestOfEach(
  wanted: Wanted,
  keys: string,
  conditions: readonly string[],
  bind: Bind,
): string {
  const newest = newestWhere(wanted, conditions, bind)
  return `select found.id from (${keys}) keyed cross join lateral (${newest}) found
    order by found.id desc limit ${bind(wanted.limit)}`
}

/** The same, of each key in each of these statuses. */
export const newestOfEachAside = (
  wanted: Wanted,
  keys: string,
  statuses: readonly AsideStatus[],
  conditions: readonly string[],
  bind: Bind,
): string =>
  newestOfEach(
    wanted,
    `select * from (${keys}) own cross join unnest(${bind(statuses)}::text[]) as wanted (aside)`,
    ['tasks.aside = keyed.aside', 'tasks.aside is not null', ...conditions],
    bind,
  )

/** The pairs of project and platform that tasks have: one step in the index for each. */
export function selectKinds({ search: { projectId, platform } }: Wanted, bind: Bind): string {
  if (projectId && platform !== undefined)
    return `select ${bind(projectId)}::text as project_id, ${bind(platform)}::text as platform`
  const first = 'select project_id, platform from tasks'
  const project = projectId && bind(projectId)
  const [within, beyond] = project
    ? [`project_id = ${project}`, `project_id = ${project} and platform > pair.platform`]
    : ['true', '(project_id, platform) > (pair.project_id, pair.platform)']
  const order = 'order by project_id, platform limit 1'
  return `with recursive pair as (
      (${first} where ${within} ${order})
      union all
      select next.* from pair cross join lateral (${first} where ${beyond} ${order}) next
    ) select * from pair ${platform === undefined ? '' : `where platform = ${bind(platform)}`}`
}

export const ofKind = ['tasks.project_id = keyed.project_id', 'tasks.platform = keyed.platform']
export const ofAccount = ['tasks.account_id = keyed.account_id']

/** The narrowing as a condition on the task, where no index has it. */
export const narrowedTo = ({ accounts, runs, timed }: Wanted, bind: Bind): string[] => [
  ...(accounts ? [`tasks.account_id in (${accounts(bind)})`] : []),
  ...(runs ? [`tasks.run_id in (${runs(bind)})`] : []),
  ...(timed ? ['tasks.not_before is not null'] : []),
]
