import { accountsWithTasks, laneNow, onItsWay, isUnreachable } from '@pressrun/queries/lanes-in-sql'
import { subjectOf, type EventType } from '@pressrun/events'

/** Lanes for which something waits; those whose runs are all paused wait for a person. */
const lanes = `
  select 'lanes' as figure, coalesce(lane.reason, lane.state) as label, count(*)::double precision as value
  from waited_for cross join lateral (${laneNow('waited_for.id', '$1::timestamptz')}) lane
  group by 2`

/** A breaker past its minute stays open until something is sent to it. */
const breakers = `
  select 'breakers', split_part(upstream, '/', 1), count(*) filter (where open_until > $1
    or open_until is not null and exists (
      select from accounts where accounts.upstream = breakers.upstream
        and (exists (select from queue where account_id = accounts.id)
          or exists (select from timed where account_id = accounts.id))))
  from breakers group by 2`

const others = [
  `select 'schedules', '', count(*) from schedules
    where status = 'active' and next_at is not null and failures > 0`,
  `select 'sources', '', count(*) from content_sources where status = 'active' and failures > 0`,
  `select 'jobs', name, greatest(0, extract(epoch from $1::timestamptz - next_at))
    from system_jobs where status = 'active'`,
  `select 'head', '', position from log_head`,
]

/**
 * Open tasks by status, and since when the oldest of each is; for queued ones, the instant from which they could have
 * gone out.
 */
const openTasks = `
  select status, sum(tasks) as tasks, min(since) as since from (
    select 'queued' as status, count(*) as tasks, min(due_at) filter (where due_at <= $1) as since from queue
    union all
    select 'queued', count(*), min(due_at) filter (where due_at <= $1) from timed
    union all
    select 'running', count(*), min(attempt_at) from running
    union all
    select 'held', count(*), min(due_at) from tasks where aside = 'held'
    union all
    select 'unconfirmed', count(*), min(attempt_at) from tasks where aside = 'unconfirmed'
  ) as part group by 1`

/** The log has the time of the stop: an index finds the chunks about it. */
const since = (id: string, type: EventType) => `(
  select max(at) from log where about @> array[hash_of(${id})] and strpos(data, ${id}) > 0
    and subject = '${subjectOf(type)}')`

const stopped = `
  select status, count(*), min(since) as since from (
    select 'run-paused' as status, ${since('runs.id', 'RunPaused')} as since
    from runs where status = 'paused'
    union all
    select 'account-paused', ${since('accounts.id', 'AccountPaused')}
    from accounts where status = 'paused'
    union all
    select 'account-held', ${since('accounts.id', 'AccountHeld')}
    from accounts where status = 'held'
    union all
    select 'account-unreachable', failing_since
    from breakers join accounts on accounts.upstream = breakers.upstream
    where accounts.status = 'active' and ${isUnreachable('accounts', '$1::timestamptz')}
  ) as one group by 1`

const age = 'greatest(0, coalesce(extract(epoch from $1::timestamptz - since), 0))'

/** One statement, so that a scrape takes one connection and one round trip. */
export const figuresQuery = `
  with recursive ${onItsWay}, ${accountsWithTasks(`'~'`)},
  open_tasks as materialized (${openTasks}), stopped as materialized (${stopped})
  ${[lanes, breakers, ...others].join(' union all ')}
  union all select 'tasks', status, tasks from open_tasks
  union all select 'oldestTasks', status, ${age} from open_tasks
  union all select 'stopped', status, count from stopped
  union all select 'oldestStopped', status, ${age} from stopped
  union all select 'restored', '', count(*) from log_guard where restored_at is not null`
