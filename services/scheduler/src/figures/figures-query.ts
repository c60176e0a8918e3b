import { subjectOf, type EventType } from '@pressrun/events'
/** Each as an index has it. A limit keeps the planner from reading all tasks at once, to look them up. */
const waitingTasks = [
  `status = 'queued' and eligible_at is null`,
  `status = 'queued' and eligible_at is not null`,
  `status = 'held'`,
]
const hasTasks = `coalesce(${waitingTasks
  .map(
    (which) => `(select true from tasks where account_id = lanes.account_id and ${which} limit 1)`,
  )
  .join(', ')}, false)`

/**
 * It reads the lanes through, 30 ms for 100,000: an index over their reasons would have to be kept at every
 * look. A lane that was not looked at yet has no reason: it sleeps until its first task is due. Those of paused
 * and held accounts keep theirs even when they are empty, so only these are looked into.
 */
const lanes = `
  select 'lanes' as figure, case when ready then 'ready' else coalesce(reason, 'scheduled') end as label,
    count(*)::double precision as value
  from lanes
  where (ready or reason is not null or next_at is not null)
    and (ready or reason is null or reason not in ('account-paused', 'account-held') or ${hasTasks})
  group by 2`

const breakers = `
  select 'breakers', split_part(remote, '/', 1), count(*) filter (where open_until > $1
    or open_until is not null and exists (select from lanes where waits_for = breakers.remote))
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
 * Open tasks by status, and since when the oldest of each is: of what is queued the instant from which it could
 * have gone out. Each status, and each half of what is queued, is read from an index of its own.
 */
const openTasks = `
  select status, sum(tasks) as tasks, min(since) as since from (
    select 'queued' as status, count(*) as tasks, min(due_at) filter (where due_at <= $1) as since
    from tasks where status = 'queued' and eligible_at is null
    union all
    select 'queued', count(*), min(due_at) filter (where due_at <= $1)
    from tasks where status = 'queued' and eligible_at is not null
    union all
    select 'running', count(*), min(attempt_at) from tasks where status = 'running'
    union all
    select 'held', count(*), min(due_at) from tasks where status = 'held'
    union all
    select 'unconfirmed', count(*), min(attempt_at) from tasks where status = 'unconfirmed'
  ) as part group by 1`

/** When it was stopped, the log knows: the chunks that are about it are found by an index. */
const since = (id: string, type: EventType) => `(
  select max(at) from log where streams @> array[${id}] and subject = '${subjectOf(type)}')`

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
  ) as one group by 1`

const age = 'greatest(0, coalesce(extract(epoch from $1::timestamptz - since), 0))'

/** One statement, so that a scrape takes one connection and one turn. */
export const figuresQuery = `
  with open_tasks as materialized (${openTasks}), stopped as materialized (${stopped})
  ${[lanes, breakers, ...others].join(' union all ')}
  union all select 'tasks', status, tasks from open_tasks
  union all select 'oldestTasks', status, ${age} from open_tasks
  union all select 'stopped', status, count from stopped
  union all select 'oldestStopped', status, ${age} from stopped
  union all select 'restored', '', count(*) from log_guard where restored_at is not null`
