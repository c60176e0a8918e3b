import { taskRowColumns, toTaskState, type TaskRow } from '@pressrun/db'
import type { AccountId, EventMeta, Instant, RunId, TaskState } from '@pressrun/events'
import type pg from 'pg'
import { heldUp } from './held-up.ts'
import { closedReasons, newLane, type FoundLane, type Head, type Lane } from './law/lane.ts'

/** How many lanes one look serves: bounds what it can cost. */
export const lanesMax = 500

/** What may go out, with all that is known of it. */
export type Candidate = Head & {
  readonly state: TaskState
  /** Its run has more tasks than may be on their way at once. */
  readonly mayFill: boolean
}

export type Taking = {
  readonly now: Instant
  readonly virtualTime: number
  readonly perLane: number
  readonly accountIds: Iterable<AccountId>
  /** Few tasks between them. */
  readonly startedRuns: readonly RunId[]
  readonly freedRuns: Iterable<RunId>
  readonly fullRuns: readonly RunId[]
  /** Remotes whose breakers are due for a probe. */
  readonly dueRemotes: readonly string[]
}

export type Taken = {
  /** In the order of their turns. */
  readonly lanes: readonly FoundLane<Candidate>[]
  /** Lanes that have something to be looked at and found no place in this look. */
  readonly left: readonly Pick<FoundLane, 'accountId' | 'lane' | 'remote'>[]
}

type Row = Omit<TaskRow, 'account_id'> & {
  readonly place: number
  readonly account_id: AccountId
  readonly ready: boolean | null
  readonly turn: number
  readonly next_at: string | null
  readonly waits_for: string | null
  readonly reason: Lane['reason']
  readonly pass: number | null
  readonly rates: Lane['restAt'] | null
  readonly lane_in_flight: number | null
  readonly last_at: string | null
  readonly remote: string
  readonly account_status: FoundLane['status']
  readonly limits: FoundLane['limits']
  readonly blocked_until: string | null
  readonly busy: number
  readonly heads_max: number
  readonly soonest_at: string | null
  readonly meta: EventMeta
  readonly concurrency: number
  readonly may_fill: boolean
}

/**
 * Takes the lanes whose turn it is: what the news are about, what waits for room that there is now, what
 * is ready, and what is to be looked at by now. Of each it reads the head: what is due, by priority, then
 * due time, then planned order, as far as `maxInFlight` allows. What belongs to a full run is passed
 * over: the lane is free for the others. It is one statement, so that all it says is of one moment.
 */
export async function takeLanes(client: pg.ClientBase, taking: Taking): Promise<Taken> {
  const settings = client.query(`select ${planSettings.join(', ')}`)
  const taken = client.query<Row>({
    name: 'take-lanes',
    text: query,
    values: [
      taking.now,
      taking.virtualTime,
      taking.perLane,
      [...taking.accountIds],
      taking.startedRuns,
      [...taking.freedRuns],
      taking.fullRuns,
      taking.dueRemotes,
      closedReasons,
    ],
  })
  const [, { rows }] = await Promise.all([settings, taken])
  const lanes: FoundLane<Candidate>[] = []
  const left: FoundLane<Candidate>[] = []
  for (let first = 0; first < rows.length;) {
    const row = rows[first] as Row
    let end = first + 1
    while (rows[end]?.account_id === row.account_id) end += 1
    const found = foundLane(row, rows.slice(first, end), taking.virtualTime)
    if (row.place <= lanesMax) lanes.push(found)
    else left.push(found)
    first = end
  }
  return { lanes, left }
}

const ms = (instant: string | null) => (instant === null ? null : Date.parse(instant))

const foundLane = (row: Row, rows: readonly Row[], virtualTime: number): FoundLane<Candidate> => ({
  accountId: row.account_id,
  lane: keptLane(row, virtualTime),
  remote: row.remote,
  status: row.account_status,
  limits: row.limits,
  blockedUntil: ms(row.blocked_until),
  inFlight: row.busy,
  heads: rows.flatMap((head) => (head.id ? candidate(head) : [])),
  headsMax: row.heads_max,
  fullRun: null,
  soonestAt: ms(row.soonest_at),
})

const candidate = (row: Row): Candidate => ({
  taskId: row.id,
  runId: row.run_id,
  meta: row.meta,
  concurrency: row.concurrency,
  mayFill: row.may_fill,
  state: toTaskState(row),
})

const keptLane = (row: Row, virtualTime: number): Lane =>
  row.pass === null
    ? newLane(virtualTime)
    : {
        ready: row.ready ?? false,
        turn: row.turn,
        nextAt: ms(row.next_at),
        waitsFor: row.waits_for,
        reason: row.reason,
        pass: row.pass,
        restAt: row.rates ?? {},
        inFlight: row.lane_in_flight ?? 0,
        lastAt: ms(row.last_at),
      }

/**
 * Plain index scans forget the entries of rows that have moved on as they meet them; bitmap scans would
 * visit them again and again until the next vacuum. To plan the same anew for every look would cost more
 * than to carry it out; and a plan for any look must find what it needs one by one, by key, or it would
 * read a whole table for the few rows there are.
 */
const planSettings = Object.entries({
  plan_cache_mode: 'force_generic_plan',
  enable_bitmapscan: 'off',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
}).map(([name, value]) => `set_config('${name}', '${value}', true)`)

const headColumns = taskRowColumns.filter((column) => column !== 'account_id')

/** One half of a lane: what never had to wait for a time, or what had to. */
const ready = (which: string) => `
  select ${headColumns.join(', ')} from tasks
  where status = 'queued' and account_id = lane.account_id and ${which}
    and run_id <> all($7::text[])
    and (select runs.status from runs where runs.id = run_id) in ('running', 'completed')
  order by priority desc, due_at, id limit open.slots`

/**
 * The head of a lane is read from `tasks` alone, in the order of its indexes, and the state of a run is
 * asked row by row: a join there would leave the planner the choice to begin with the runs and read all
 * their tasks for every lane (tried: 40 ms a look instead of 2). A task that waited for its time was due
 * by then, which is what keeps the ones to come out of the index scan.
 */
const query = `
with slot as materialized (
  select runs.id,
    case when runs.status in ('running', 'completed')
      then runs.concurrency - (select count(*) from tasks
        where status = 'running' and run_id = runs.id and run_id > '') else ${lanesMax} end
      - (select count(*) from lanes where waits_for = runs.id and ready) as room
  from unnest($6::text[]) as freed (run_id) join runs on runs.id = freed.run_id
  where (select true from lanes where waits_for is not null limit 1)
),
taken as (
  select unnest($4::text[]) as account_id
  union
  select tasks.account_id from tasks left join lanes on lanes.account_id = tasks.account_id
  where tasks.run_id = any($5::text[]) and tasks.status = 'queued' and tasks.run_id > ''
    and (lanes.reason is null or lanes.reason <> all($9::text[]))
  union
  select waiting.account_id from slot cross join lateral (
    select account_id from lanes where waits_for = slot.id and not ready
    order by turn limit greatest(0, slot.room)) waiting
  union
  select held_up.account_id from slot cross join lateral (
    ${heldUp('slot.id', '$1')} limit greatest(0, slot.room)) held_up
  union
  select tries.account_id from unnest($8::text[]) as due (remote) cross join lateral (
    select account_id from lanes where waits_for = due.remote and not ready
    order by turn limit 1) tries
  union
  (select account_id from lanes where ready order by turn limit ${lanesMax})
  union
  (select account_id from lanes where not ready and next_at <= $1 order by next_at limit ${lanesMax})
),
lane as materialized (
  select taken.account_id, lanes.ready, lanes.turn, lanes.next_at, lanes.waits_for, lanes.reason,
    lanes.pass, lanes.rates, lanes.in_flight as lane_in_flight, lanes.last_at,
    row_number() over (order by
      case when lanes.ready then lanes.turn else greatest(lanes.pass, $2::double precision) end,
      taken.account_id)::integer as place
  from taken left join lanes on lanes.account_id = taken.account_id
)
select lane.*, accounts.remote, accounts.status as account_status, accounts.limits,
  accounts.blocked_until, open.busy, open.slots as heads_max, soonest.at as soonest_at,
  ${headColumns.map((column) => `head.${column}`).join(', ')}, runs.meta, runs.concurrency,
  runs.task_count > runs.concurrency as may_fill
from lane
join accounts on accounts.id = lane.account_id
cross join lateral (
  select busy.tasks as busy,
    case when lane.place <= ${lanesMax} and accounts.status = 'active'
        and (accounts.blocked_until is null or accounts.blocked_until <= $1)
      then greatest(0, least($3::integer,
        coalesce((accounts.limits->>'maxInFlight')::integer, 1) - busy.tasks))
      else 0 end as slots
  from (select count(*)::integer as tasks from tasks
    where status = 'running' and account_id = lane.account_id) busy
) open
cross join lateral (
  select min(eligible_at) as at from tasks
  where status = 'queued' and eligible_at > $1 and eligible_at > '-infinity'
    and account_id = lane.account_id and open.slots > 0
) soonest
left join lateral (
  select * from (
    (${ready('eligible_at is null')})
    union all
    (${ready('eligible_at is not null and eligible_at <= $1 and due_at <= $1')})
  ) due
  order by priority desc, due_at, id limit open.slots
) head on true
left join runs on runs.id = head.run_id
order by lane.place, head.priority desc, head.due_at, head.id`
