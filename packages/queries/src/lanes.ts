import type { AccountId, AccountLimits, BlockReason, Instant, ProjectId } from '@pressrun/events'
import { query, type Database } from '@pressrun/db'
import { accountsWithTasks, laneNow, onItsWay } from './lanes-in-sql.ts'
import { accountsBehindBreakers, accountsIn, limitedAccounts } from './blocked-tasks.ts'
import { toPage, type Page, type PageRequest } from './page.ts'

export const laneStates = ['ready', 'waiting', 'blocked', 'paused', 'held'] as const
type LaneState = (typeof laneStates)[number]

export type LaneRow = {
  readonly id: AccountId
  readonly projectId: ProjectId
  readonly platform: string
  readonly name: string
  readonly limits: AccountLimits
  readonly state: LaneState
  /** What is queued, or held with its account. */
  readonly depth: number
  readonly inFlight: number
  /** Why none of its tasks goes out now; null when nothing prevents it or nothing waits. */
  readonly reason: BlockReason | null
  readonly nextAt: Instant | null
  readonly lastAt: Instant | null
}

export type LaneFilter = PageRequest<AccountId> & {
  readonly state?: LaneState | undefined
  readonly platform?: string | undefined
  readonly projectId?: ProjectId | undefined
  readonly now: Instant
}

/**
 * The lanes with something in them, those of the newest accounts first. What stops them is computed from the rows, as
 * the dispatcher does it; only the end of a full rate comes from the dispatcher.
 */
export async function listLanes(
  { pool }: Database,
  { limit, before, state, platform, projectId, now }: LaneFilter,
): Promise<Page<LaneRow>> {
  const rows = await query<LaneRow>(pool, queryFor(state), [
    now,
    before ?? null,
    platform ?? null,
    projectId ?? null,
    state ?? null,
    limit + 1,
  ])
  return toPage(rows, limit)
}

const waiting = [
  'queue where account_id = lane.id',
  'timed where account_id = lane.id',
  `tasks where account_id = lane.id and aside = 'held'`,
]
const depth = waiting.map((which) => `(select count(*) from ${which})`).join(' + ')
const isWaitedFor = waiting.map((which) => `exists (select from ${which})`).join(' or ')

const now = '$1::timestamptz'
const before = `coalesce($2, '~')`
const laneOf = (id: string) => `cross join lateral (${laneNow(id, now)} offset 0) lane
  where ($3::text is null or lane.platform = $3) and ($4::text is null or lane.project_id = $4)
    and ($5::text is null or lane.state = $5)`

/** The places of lanes in a rare state, the last of them first. */
const few = (ids: string) =>
  `(select id from (${ids}) found where id < ${before} order by id desc) chosen`
const sources: Partial<Record<LaneState, string>> = {
  held: few(accountsIn('held')),
  paused: few(accountsIn('paused')),
  blocked: few(`${limitedAccounts(now)} union ${accountsBehindBreakers}`),
}

/** Accounts with waiting tasks, and those that only have tasks on their way. */
const queryFor = (state: LaneState | undefined) => `
with recursive ${onItsWay}, ${accountsWithTasks(before)}
select id, project_id as "projectId", platform, name, limits, state, (${depth})::integer as depth,
  in_flight as "inFlight", reason, next_at as "nextAt", last_at as "lastAt"
from (
  (select lane.* from ${(state && sources[state]) ?? 'waited_for chosen'} ${laneOf('chosen.id')}
    and (${isWaitedFor}) limit $6)
  union all
  (select lane.* from busy ${laneOf('busy.account_id')} and lane.id < ${before} and not (${isWaitedFor})
    order by lane.id desc limit $6)
) lane order by id desc limit $6`
