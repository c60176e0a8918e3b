import { runOfTask } from '@pressrun/db'
import { toInstant, type AccountId } from '@pressrun/events'
import type pg from 'pg'
import type { Account, Rows } from '../memory/load-state.ts'
import type { Breaker } from '../rules/breaker.ts'
import { accountsQuery, msOf } from './read-accounts.ts'

/** How far the log has been read, by whom, and the stride's time. */
type Marks = Pick<Rows, 'seq' | 'headSeq' | 'virtualTime'> & { readonly databaseNow: number }
type Loaded = Rows & Pick<Marks, 'databaseNow'>

/** Begins another epoch, in which no dispatcher before can commit any more, whatever it has on its way. */
export async function beginEpoch(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ epoch: number }>(
    'update dispatcher set epoch = epoch + 1 returning epoch',
  )
  return theRow(rows).epoch
}

function theRow<Row>([row]: readonly Row[]): Row {
  if (!row) throw new Error('the database has lost its row in dispatcher')
  return row
}

/** All that the dispatcher has to know, of one moment. */
export async function loadRows(client: pg.ClientBase, now: number): Promise<Loaded> {
  const [, head, breakers, running, queued, accounts] = await Promise.all([
    client.query('begin transaction isolation level repeatable read, read only'),
    client.query<Marks>(headQuery),
    client.query<{ remote: string; breaker: Breaker }>(breakersQuery, [toInstant(now)]),
    client.query<Rows['running'][number]>(runningQuery),
    client.query<{ accountIds: AccountId[] | null }>(queuedQuery),
    client.query<Account>(`${accountsQuery} where id in (select account_id from running)`),
    client.query('commit'),
  ])
  return {
    ...theRow(head.rows),
    breakers: breakers.rows.map(({ remote, breaker }) => [remote, breaker]),
    running: running.rows,
    queued: queued.rows[0]?.accountIds ?? [],
    accounts: accounts.rows,
  }
}

const headQuery = `
select dispatcher.seq, log_head.seq as "headSeq", virtual_time as "virtualTime",
  (${msOf('clock_timestamp()')})::double precision as "databaseNow"
from dispatcher cross join log_head`

const breakersQuery = `
select remote, json_build_object('failures', failures, 'accounts', accounts, 'probe', probe,
  'openUntil', ${msOf('open_until')}, 'blockedUntil', ${msOf('blocked_until')}) as breaker
from breakers where failures > 0 or open_until is not null or blocked_until > $1`

const runningQuery = `
select task_id as "taskId", account_id as "accountId", attempt,
  (${msOf('attempt_at')})::double precision as at,
  json_build_object('runId', run.id, 'concurrency', concurrency,
    'mayFill', task_count > concurrency) as run
from running cross join lateral (
  select * from runs where id = ${runOfTask('task_id')} offset 0) run`

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
