import { logIsClear, query } from '@pressrun/db'
import { subjectOf, toInstant, type AccountId } from '@pressrun/events'
import type pg from 'pg'
import type { DispatcherState } from '../memory/dispatcher-state.ts'
import { startTypes, signalTypes, decodeRow, type EncodedRow, type SignalRow } from '../signals.ts'

export type PassInput = {
  /** The state was loaded in the present epoch. */
  readonly isOurs: boolean
  /** The log is the one that was checked, and was not restored. */
  readonly isClear: boolean
  /** The clock of the database, which is the same for all dispatchers; milliseconds. */
  readonly databaseNow: number
  readonly rows: readonly SignalRow[]
  /** There is more to read. */
  readonly isBehind: boolean
  /** Tasks whose time has come: they are in the queues of these accounts now. */
  readonly moved: Moved | undefined
}

type Moved = {
  readonly accounts: readonly { readonly accountId: AccountId; readonly at: number }[]
  /** When the next one is due. */
  readonly nextAt: number
}

type EpochCheck = {
  readonly ours: boolean
  readonly clear: boolean
  readonly now: string
  /** Null when its row was lost. */
  readonly head: number | null
}

/** Limits of one pass, in rows and events; the last row may exceed that of events. */
const rowsMax = 500
const eventsMax = 2_000
/** How many tasks whose time has come enter the queues in one pass. */
const movedMax = 5_000

type Asked = { readonly epoch: number; readonly checked: string; readonly now: number }

/** The first round trip of a pass: what has happened since the last one, and what is due by now. */
export async function readSignals(
  client: pg.ClientBase,
  { seq, timedAt }: Pick<DispatcherState, 'seq' | 'timedAt'>,
  { epoch, checked, now }: Asked,
): Promise<PassInput> {
  const [epochChecks, moved, log] = await Promise.all([
    query<EpochCheck>(client, epochQuery, [epoch, checked]),
    timedAt <= now ? moveDue(client, epoch, now) : undefined,
    query<EncodedRow>(client, signalsQuery, [seq, signalSubjects, startSubjects]),
  ])
  const [{ ours, clear, now: databaseNow, head } = notOurs] = epochChecks
  if (head === null) throw new Error('the database has lost its row in log_head')
  // It was read first, so the log cannot have been behind it.
  if (head > seq && log.length === 0)
    throw new Error(`log_head says ${head}, and the log ends before that`)
  return {
    isOurs: ours,
    isClear: clear,
    databaseNow: Date.parse(databaseNow),
    rows: log.map(decodeRow),
    isBehind: (log.at(-1)?.seq ?? seq) < head,
    moved,
  }
}

const notOurs: EpochCheck = { ours: false, clear: false, now: '', head: 0 }
const signalSubjects = signalTypes.map((type) => subjectOf(type))
const startSubjects = startTypes.map((type) => subjectOf(type))

const epochQuery = `select exists (select from dispatcher where epoch = $1) as ours, ${logIsClear('$2')} as clear,
  clock_timestamp() as now, (select seq from log_head) as head`

/** $1 the last row read, $2 the subjects that matter, $3 those read with the accounts of the run's tasks. */
const signalsQuery = `
select seq, subject, at, case when subject = any($2::text[]) then data end as data,
  case when subject = any($3::text[]) then (
    select json_agg(distinct account_id)
    from json_array_elements(data::json) as event
      cross join lateral (select 'task_' || substr(event->>'stream', 5, 22) as run) its
      cross join lateral (
        select account_id from tasks where id > run || '0000' and id <= run || 'zzzz' offset 0) task
    where coalesce((event->'data'->>'dueAt')::timestamptz <= log.at, true)
  ) end as "accountIds"
from log
where seq > $1 and seq <= $1 + ${rowsMax}
  and first < ${eventsMax} + (select first from log next where next.seq = $1 + 1)
order by seq`

/** An instant beyond any clock (infinity, set by hand) is not waited for. */
const msOf = (at: string): number => {
  const ms = Date.parse(at)
  return Number.isNaN(ms) ? Infinity : ms
}

async function moveDue(client: pg.ClientBase, epoch: number, now: number): Promise<Moved> {
  type Row = {
    readonly moved: number
    readonly accounts: [AccountId, string][] | null
    readonly nextAt: string | null
  }
  const rows = await query<Row>(client, move, [epoch, toInstant(now)])
  const [{ moved, accounts, nextAt } = { moved: 0, accounts: null, nextAt: null }] = rows
  return {
    accounts: (accounts ?? []).map(([accountId, at]) => ({ accountId, at: msOf(at) })),
    nextAt: moved >= movedMax ? now : nextAt ? msOf(nextAt) : Infinity,
  }
}

/**
 * A frozen dispatcher must not move anything once another has loaded the queues, so this locks the dispatcher's row,
 * which a take-over changes first. A task that is in its queue already was inserted into `timed` by others.
 */
const move = `
with mine as materialized (select from dispatcher where epoch = $1 for share),
gone as (
  delete from timed where ctid = any(array(
    select timed.ctid from mine cross join timed where not_before <= $2::timestamptz
    order by not_before, task_id limit ${movedMax}))
  returning *
),
queued as (
  insert into queue (account_id, priority, due_at, task_id, version, attempt, generation)
  select account_id, priority, due_at, task_id, version, attempt, generation from gone
  on conflict do nothing
)
select count(*)::integer as moved,
  (select json_agg(json_build_array(account_id, at))
    from (select account_id, min(not_before) as at from gone group by account_id) due) as accounts,
  (select min(not_before) from timed where not_before > $2::timestamptz) as "nextAt"
from gone`
