import { runOfTask } from '@pressrun/db'
import { toInstant, type AccountId } from '@pressrun/events'
import type pg from 'pg'
import type { Account, Rows } from '../memory/load-state.ts'
import { soundAccount, soundBreaker } from '../memory/sound-rows.ts'
import type { Breaker } from '../rules/breaker.ts'
import { accountsQuery, msOf } from './read-accounts.ts'

/** How far the log has been read, by which epoch, and the virtual time. */
type Marks = Pick<Rows, 'seq' | 'headSeq' | 'virtualTime'> & { readonly databaseNow: number }
type Loaded = Rows & Pick<Marks, 'databaseNow'>

/** Where the row was lost, or is ahead of the log, the position is unknown: so much is read again. */
const readAgainMax = 1_000
/** However far back the row's position is: what matters of anything older is over. */
const readBackMax = 20_000
/** Virtual time never reaches this: a larger value, or none, was written by others. */
const virtualTimeMax = 1e12

/**
 * Begins another epoch, in which no earlier dispatcher can commit, whatever it has in flight. The server numbers its
 * transactions, and each epoch takes a number: so this one is above any earlier epoch, even if the row was deleted or
 * set back by hand.
 */
export async function beginEpoch(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ epoch: number }>(begin)
  return theRow(rows, 'dispatcher').epoch
}

const begin = `
insert into dispatcher (epoch, seq, virtual_time)
select pg_current_xact_id()::text::bigint, greatest(0, seq - ${readAgainMax}),
  coalesce((select max(lanes.virtual_time) from lanes where lanes.virtual_time < ${virtualTimeMax}), 0)
from log_head
on conflict (only_row) do update set
  epoch = greatest(excluded.epoch, case when dispatcher.epoch < 1e15 then dispatcher.epoch + 1 else 0 end),
  seq = greatest(0, (select seq from log_head) - ${readBackMax},
    case when dispatcher.seq <= (select seq from log_head) then dispatcher.seq else excluded.seq end),
  virtual_time = case when dispatcher.virtual_time between 0 and ${virtualTimeMax}
    then dispatcher.virtual_time else excluded.virtual_time end
returning epoch`

function theRow<Row>([row]: readonly Row[], table: string): Row {
  if (!row) throw new Error(`the database has lost its row in ${table}`)
  return row
}

/** Reads everything the dispatcher needs, in one snapshot. */
export async function loadRows(client: pg.ClientBase, now: number): Promise<Loaded> {
  const [, head, breakers, running, queued, accounts] = await Promise.all([
    client.query('begin transaction isolation level repeatable read, read only'),
    client.query<Marks>(headQuery),
    client.query<{ upstream: string; breaker: Breaker }>(breakersQuery, [toInstant(now)]),
    client.query<Rows['running'][number]>(runningQuery),
    client.query<{ accountIds: AccountId[] | null }>(queuedQuery),
    client.query<Account>(`${accountsQuery} where id in (select account_id from running)`),
    client.query('commit'),
  ])
  return {
    ...theRow(head.rows, 'log_head'),
    breakers: breakers.rows.map(({ upstream, breaker }) => [upstream, soundBreaker(breaker)]),
    running: running.rows,
    queued: queued.rows[0]?.accountIds ?? [],
    accounts: accounts.rows.map(soundAccount),
  }
}

const headQuery = `
select dispatcher.seq, log_head.seq as "headSeq", virtual_time as "virtualTime",
  (${msOf('clock_timestamp()')})::double precision as "databaseNow"
from dispatcher cross join log_head`

/** Null stays null, as it does not with `least`. */
const atMost = (instant: string, fromNow: string) =>
  `case when ${instant} is not null then least(${instant}, $1::timestamptz + interval '${fromNow}') end`

/** No breaker is open, and no upstream blocked, for longer than that. */
const breakersQuery = `
select upstream, json_build_object('failures', failures, 'accounts', accounts, 'probe', probe,
  'failingSince', ${msOf('failing_since')},
  'openUntil', ${msOf(atMost('open_until', '1 minute'))},
  'blockedUntil', ${msOf(atMost('blocked_until', '1 day'))}) as breaker
from breakers where failures > 0 or open_until is not null or blocked_until > $1`

/** Without rows that do not match their tasks, which others have inserted: nothing would ever end them. */
const runningQuery = `
select task_id as "taskId", account_id as "accountId", attempt,
  (${msOf('attempt_at')})::double precision as at,
  json_build_object('runId', run.id, 'concurrency', concurrency,
    'mayFill', task_count > concurrency) as run
from running cross join lateral (
  select * from runs where id = ${runOfTask('task_id')} offset 0) run cross join lateral (
  select from tasks where id = task_id and status = 'queued' and attempt = running.attempt - 1
    and generation = running.generation offset 0) task`

/** From account to account through the index, however many tasks each has. */
const queuedQuery = `
with recursive lane (account_id) as (
  (select account_id from queue order by account_id limit 1)
  union all
  select (select account_id from queue where queue.account_id > lane.account_id
    order by account_id limit 1)
  from lane where account_id is not null
)
select json_agg(account_id) as "accountIds" from lane where account_id is not null`
