import { maxInFlightDefault, sendingStatuses } from '@pressrun/events'
import { runOfTask } from '@pressrun/db'

/** SQL: the tasks on their way by account, and the runs that are at their limit of these. */
export const onItsWay = `
busy as materialized (
  select account_id, count(*)::integer as tasks from running group by account_id
),
full_run as materialized (
  select runs.id from (
    select ${runOfTask('task_id')} as id, count(*) as tasks from running group by 1) busy
  join runs on runs.id = busy.id where busy.tasks >= runs.concurrency
)`

/**
 * SQL, recursive: the accounts before this one with waiting tasks, the last first. It steps from one to the next by
 * the indexes, only as far as it is read, and ends in null.
 */
export const accountsWithTasks = (before: string): string => `
waited_for (id) as (
  select ${lastBefore(before)}
  union all
  select ${lastBefore('waited_for.id')} from waited_for where waited_for.id is not null
)`

const lastBefore = (id: string) =>
  `greatest(${['queue where', 'timed where', `tasks where aside = 'held' and`]
    .map(
      (place) =>
        `(select account_id from ${place} account_id < ${id} order by account_id desc limit 1)`,
    )
    .join(', ')})`

/** The state of a run is read task by task: a join would let the planner begin with the runs. */
const sends = (task: string) => `(select status from runs where runs.id = ${runOfTask(task)})
  in (${sendingStatuses.map((one) => `'${one}'`).join(', ')})`

const queued = 'from queue where queue.account_id = account.id'
const timed = 'from timed where timed.account_id = account.id'

/** Whether there is a task whose instant has come, of a run that sends. */
const hasDue = (now: string, also = '') => `(
  exists (select ${queued} and ${sends('task_id')} ${also})
  or exists (select ${timed} and not_before <= ${now} and ${sends('task_id')} ${also}))`

const hasFreeSlot = `and ${runOfTask('task_id')} not in (select id from full_run)`

const stops = (now: string) => `
  select at, reason from (values (accounts.blocked_until, 'rate-limit'),
    (breakers.blocked_until, 'rate-limit'), (breakers.open_until, 'breaker'),
    (case when lanes.reason = 'rate-limit' then lanes.next_at end, 'rate-limit')
  ) as block (at, reason) where at > ${now} order by at desc limit 1`

/** An account, its tasks on their way, and what stops it whatever waits. */
const accountNow = (accountId: string, now: string) => `
  select accounts.id, accounts.project_id, accounts.platform, accounts.name, accounts.limits,
    accounts.status, lanes.last_at, coalesce(busy.tasks, 0) as in_flight, stop.at as stopped_until,
    stop.reason as stopped_by, breakers.open_until is not null as is_tried,
    busy.tasks >= coalesce((accounts.limits->>'maxInFlight')::integer, ${maxInFlightDefault})
      or busy.tasks > 0 and lanes.reason = 'account-in-flight' as is_full
  from accounts left join lanes on lanes.account_id = accounts.id
    left join breakers on breakers.upstream = accounts.upstream
    left join busy on busy.account_id = accounts.id
    left join lateral (${stops(now)}) stop on true
  where accounts.id = ${accountId} and accounts.status <> 'removed'`

/**
 * SQL: the lane of an account as it is now, by the rows and `onItsWay`. Why none of its tasks goes out is null where
 * nothing prevents it, or nothing waits. Each step is apart, so that it is evaluated once.
 */
export const laneNow = (accountId: string, now: string): string => `
  select account.*, nullif(finding, 'ready') as reason,
    case when finding in ('rate-limit', 'breaker') then stopped_until
      when finding = 'scheduled' then (
        select not_before ${timed} and not_before > ${now} and ${sends('task_id')}
        order by not_before limit 1) end as next_at,
    case when finding in ('account-held', 'account-paused') then status
      when finding in ('rate-limit', 'breaker') then 'blocked'
      when finding = 'ready' then 'ready' else 'waiting' end as state
  from (
    select account.*, case
      when status = 'held' then 'account-held'
      when status = 'paused' then 'account-paused'
      when stopped_by is not null then stopped_by
      when is_tried then 'breaker'
      when is_full then 'account-in-flight'
      when ${hasDue(now, hasFreeSlot)} then 'ready'
      when ${hasDue(now)} then 'run-concurrency'
      when exists (select ${timed} and ${sends('task_id')}) then 'scheduled'
      when exists (select ${queued}) or exists (select ${timed}) then 'run-paused' end as finding
    from (${accountNow(accountId, now)}) account
    offset 0
  ) account`

/** Whether its breaker has seen nothing but failures for an hour at `now`, an instant in SQL, while something waits. */
export const isUnreachable = (account: string, now: string) => `
  failing_since <= ${now} - interval '1 hour'
  and (exists (select from queue where queue.account_id = ${account}.id)
    or exists (select from timed where timed.account_id = ${account}.id))`

/** Since when that holds for an account (the table or its alias); null otherwise. */
export const unreachableSince = (account: string, now: string) => `
  select failing_since from breakers
  where breakers.upstream = ${account}.upstream and ${isUnreachable(account, now)}`
