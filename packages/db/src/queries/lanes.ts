import {
  maxInFlightDefault,
  sendingStatuses,
  type AccountId,
  type AccountLimits,
  type BlockReason,
  type Instant,
  type ProjectId,
} from '@pressrun/events'
import type { Database } from '../database.ts'
import { toPage, type Page, type PageRequest } from './page.ts'

export const laneStates = ['ready', 'waiting', 'blocked', 'paused', 'held'] as const
export type LaneState = (typeof laneStates)[number]

export type LaneRow = {
  readonly id: AccountId
  readonly project_id: ProjectId
  readonly platform: string
  readonly name: string
  readonly limits: AccountLimits
  readonly state: LaneState
  /** What is queued, or held with its account. */
  readonly depth: number
  readonly in_flight: number
  /** What stops it, or why the scheduler lets it sleep; null when nothing does or nothing is queued. */
  readonly reason: BlockReason | null
  readonly next_at: Instant | null
  readonly last_at: Instant | null
}

export type LaneFilter = PageRequest<AccountId> & {
  readonly state?: LaneState | undefined
  readonly platform?: string | undefined
  readonly projectId?: ProjectId | undefined
  readonly now: Instant
}

/**
 * The lanes with something in them, those of the newest accounts first. An account at whose lane the
 * scheduler has not looked yet has one as well.
 */
export async function listLanes(
  { pool }: Database,
  { limit, before, state, platform, projectId, now }: LaneFilter,
): Promise<Page<LaneRow>> {
  const { rows } = await pool.query<LaneRow>({
    name: 'list-lanes',
    text: query,
    values: [now, before ?? null, platform ?? null, projectId ?? null, state ?? null, limit + 1],
  })
  return toPage(rows, limit)
}

const queued = `from tasks where tasks.account_id = accounts.id and tasks.status = 'queued'`

/** The two halves of a lane lie in an index each; what is held and what is on its way in others. */
const parts = [
  `${queued} and eligible_at is null`,
  `${queued} and eligible_at is not null`,
  `from tasks where tasks.account_id = accounts.id and tasks.status = 'held'`,
]
const running = `from tasks where tasks.account_id = accounts.id and tasks.status = 'running'`

/** All that is queued in it belongs to runs that are paused. */
const hasNothingToGo = `not exists (
    select from tasks join runs on runs.id = tasks.run_id
    where tasks.account_id = accounts.id and tasks.status = 'queued'
      and runs.status in (${sendingStatuses.map((one) => `'${one}'`).join(', ')}))
  and exists (select ${queued})`

const query = `
with lane as (
  select accounts.id, accounts.project_id, accounts.platform, accounts.name, accounts.limits,
    accounts.status, lanes.ready, lanes.reason, lanes.last_at,
    greatest(lanes.next_at, stop.at) as next_at, stop.reason as stopped_by,
    case when accounts.status in ('held', 'paused') then accounts.status
      when lanes.reason in ('rate-limit', 'breaker') or stop.at is not null then 'blocked'
      when busy.is_full then 'waiting'
      when lanes.ready or lanes.next_at <= $1 then 'ready'
      else 'waiting' end as state, busy.is_full, busy.in_flight
  from accounts left join lanes on lanes.account_id = accounts.id
    left join breakers on breakers.remote = accounts.remote
    left join lateral (
      select at, reason from (values (accounts.blocked_until, 'rate-limit'),
        (breakers.blocked_until, 'rate-limit'), (breakers.open_until, 'breaker'),
        (case when lanes.reason = 'rate-limit' then lanes.next_at end, 'rate-limit')
      ) as block (at, reason) where at > $1 order by at desc limit 1) stop on true
    cross join lateral (
      select count(*)::integer as in_flight,
        count(*) >= coalesce((accounts.limits->>'maxInFlight')::integer, ${maxInFlightDefault})
          as is_full
      ${running}) busy
  where ($2::text is null or accounts.id < $2) and accounts.status <> 'removed'
    and ($3::text is null or accounts.platform = $3)
    and ($4::text is null or accounts.project_id = $4)
    and (busy.in_flight > 0 or ${parts.map((part) => `exists (select ${part})`).join(' or ')})
),
page as materialized (
  select *, state = 'waiting' and not is_full and ${hasNothingToGo} as is_run_paused
  from lane as accounts where $5::text is null or state = $5 order by id desc limit $6
)
select accounts.id, project_id, platform, name, limits, state,
  (${parts.map((part) => `(select count(*) ${part})`).join(' + ')})::integer as depth,
  in_flight,
  case state when 'held' then 'account-held' when 'paused' then 'account-paused'
    when 'blocked' then coalesce(stopped_by, reason)
    when 'waiting' then case when is_full then 'account-in-flight'
      when is_run_paused then 'run-paused' else reason end end as reason,
  case when state in ('blocked', 'waiting') and not is_run_paused then next_at end as next_at, last_at
from page as accounts
order by accounts.id desc`
