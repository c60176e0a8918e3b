import { isTaskOf } from '@pressrun/db'
import { allOf, idConditions, type Bind } from '../task-filter.ts'
import { conditionsOf, narrowedTo, newestWhere, walkNewest } from './streams.ts'
import type { Wanted } from './wanted.ts'
import { accountsMax, fewMax, type Way } from './way.ts'

/** SQL: the task waits to go out or for an instant, and is not on its way. */
export const isQueued = `tasks.status = 'queued'
  and not exists (select from running where running.task_id = tasks.id)`

/**
 * Queued tasks lie in the order in which they go out, not in that of their creation. If there are few, all are read.
 * If there are many, a walk through the newest tasks soon fills a page; should they all be older than those, all are
 * read nevertheless.
 */
export function waysToQueued(wanted: Wanted): Way[] {
  if (wanted.runs) return [{ ids: (bind) => ofRuns(wanted, bind), finds: 'all' }]
  if (wanted.timed === 'tried') return [{ ids: (bind) => tried(wanted, bind), finds: 'all' }]
  return [
    { ids: (bind) => few(wanted, bind), finds: 'few' },
    {
      ids: (bind) => walkNewest(wanted, [isQueued, ...narrowedTo(wanted, bind)], bind),
      finds: 'full',
    },
    { ids: (bind) => everything(wanted, bind), finds: 'all' },
  ]
}

/** Ids of tasks sort as those of their runs do: later runs are not read where the page is full. */
const ofRuns = (wanted: Wanted, bind: Bind) => `
  select found.id from (${wanted.runs?.(bind)}) chosen cross join lateral (
    ${newestWhere(wanted, [isTaskOf('tasks.id', 'chosen.id'), isQueued], bind, 'tasks.id')}) found
  order by chosen.id desc, found.id desc limit ${bind(wanted.limit)}`

/** What waits after an attempt has an index of its own. */
const tried = (wanted: Wanted, bind: Bind) => `
  select tasks.id from timed join tasks on tasks.id = timed.task_id
  where timed.attempt > 0 and ${allOf(conditionsOf(wanted, 'timed.task_id', bind))}
  order by timed.task_id desc limit ${bind(wanted.limit)}`

function few(wanted: Wanted, bind: Bind): string {
  const chosen = chosenAccounts(wanted, bind)
  const atMost = `limit ${fewMax + 1}`
  const parts = placesOf(wanted).map((place) => {
    const conditions = [
      ...(chosen ? [`${place}.account_id = chosen.id`] : []),
      ...idConditions(wanted.search, 'task_id', bind),
    ]
    return `(select task_id from ${place} where ${allOf(conditions)} ${atMost})`
  })
  const found = `(${parts.join(' union all ')}) found`
  return `with chosen as materialized (${chosen ? `${chosen} limit ${accountsMax + 1}` : 'select 1'}),
    waiting as materialized (select task_id from
      ${chosen ? `chosen cross join lateral ${found}` : found} ${atMost})
    select newest.id, (select count(*) from waiting)
      + (select case when count(*) > ${accountsMax} then ${fewMax + 1} else 0 end from chosen) as seen
    from (select 1) one left join (${newestOf(wanted, 'waiting', bind)}) newest on true`
}

function everything(wanted: Wanted, bind: Bind): string {
  const chosen = chosenAccounts(wanted, bind)
  const conditions = [
    ...(chosen ? [`account_id in (${chosen})`] : []),
    ...idConditions(wanted.search, 'task_id', bind),
  ]
  const parts = placesOf(wanted).map(
    (place) => `select task_id from ${place} where ${allOf(conditions)}`,
  )
  return newestOf(wanted, `(${parts.join(' union all ')}) waiting`, bind)
}

const placesOf = ({ timed }: Wanted) => (timed ? ['timed'] : ['queue', 'timed'])

/** Only fields that the waiting rows lack are looked up in their tasks. */
function newestOf({ where, limit }: Wanted, waiting: string, bind: Bind): string {
  const newest = `order by waiting.task_id desc limit ${bind(limit)}`
  if (!where) return `select waiting.task_id as id from ${waiting} ${newest}`
  return `select tasks.id from ${waiting} join tasks on tasks.id = waiting.task_id
    where ${allOf(where(bind))} ${newest}`
}

/** Project and platform of a task are those of its account. */
function chosenAccounts({ search, accounts }: Wanted, bind: Bind): string | undefined {
  const { accountId, projectId, platform } = search
  const conditions = [
    ...(accounts ? [`id in (${accounts(bind)})`] : []),
    ...(accountId ? [`id = ${bind(accountId)}`] : []),
    ...(projectId ? [`project_id = ${bind(projectId)}`] : []),
    ...(platform === undefined ? [] : [`platform = ${bind(platform)}`]),
  ]
  return conditions.length > 0 ? `select id from accounts where ${allOf(conditions)}` : undefined
}
