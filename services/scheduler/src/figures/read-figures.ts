import { toInstant } from '@pressrun/events'
import type pg from 'pg'

/** How things are, by what they are called. */
export type Figures = {
  /** Lanes with something in them, by what they wait for; `ready` are those that wait for nothing. */
  readonly lanes: Counted
  /** Breakers that are open, by platform. One whose time is up stays open until somebody has something to try. */
  readonly breakers: Counted
  readonly schedules: number
  readonly sources: number
  /** How long each active system job is overdue, in seconds. */
  readonly jobs: Counted
}

type Counted = ReadonlyMap<string, number>

type Row = { readonly figure: keyof Figures; readonly label: string; readonly value: number }

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
 * One statement, so that a scrape takes one connection and one turn. It reads the lanes through, 30 ms
 * for 100,000: an index over their reasons would have to be kept at every look. A lane that was not looked
 * at yet has no reason: it sleeps until its first task is due. Those of paused and held accounts keep theirs even
 * when they are empty, so only these are looked into.
 */
const query = `
  select 'lanes' as figure, case when ready then 'ready' else coalesce(reason, 'scheduled') end as label,
    count(*)::double precision as value
  from lanes
  where (ready or reason is not null or next_at is not null)
    and (ready or reason is null or reason not in ('account-paused', 'account-held') or ${hasTasks})
  group by 2
  union all
  select 'breakers', split_part(remote, '/', 1), count(*) filter (where open_until > $1
    or open_until is not null and exists (select from lanes where waits_for = breakers.remote))
  from breakers group by 2
  union all
  select 'schedules', '', count(*) from schedules
  where status = 'active' and next_at is not null and failures > 0
  union all
  select 'sources', '', count(*) from content_sources where status = 'active' and failures > 0
  union all
  select 'jobs', name, greatest(0, extract(epoch from $1::timestamptz - next_at))
  from system_jobs where status = 'active'`

export async function readFigures(pool: pg.Pool, now: number): Promise<Figures> {
  const { rows } = await pool.query<Row>({
    name: 'read-figures',
    text: query,
    values: [toInstant(now)],
  })
  const counted = (wanted: Row['figure']): Counted =>
    new Map(rows.flatMap(({ figure, label, value }) => (figure === wanted ? [[label, value]] : [])))
  return {
    lanes: counted('lanes'),
    breakers: counted('breakers'),
    schedules: counted('schedules').get('') ?? 0,
    sources: counted('sources').get('') ?? 0,
    jobs: counted('jobs'),
  }
}
