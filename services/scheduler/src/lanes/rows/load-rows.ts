import { toInstant, type AccountId } from '@pressrun/events'
import type pg from 'pg'
import type { Rows } from '../memory/load-state.ts'
import { toBreakers, type BreakerRow } from './breakers.ts'
import { accountsQuery, toAccount, type AccountRow } from './read-accounts.ts'

type Head = { readonly seq: number; readonly headSeq: number; readonly virtualTime: number }
type RunningRow = {
  readonly taskId: Rows['running'][number]['taskId']
  readonly accountId: AccountId
  readonly attempt: number
  readonly at: string
  readonly run: Rows['running'][number]['run']
}

/** Begins another epoch, in which no dispatcher before can commit any more, whatever it has on its way. */
export async function beginEpoch(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ epoch: number }>(
    'update dispatcher set epoch = epoch + 1 returning epoch',
  )
  const [row] = rows
  if (!row) throw new Error('the database has lost its row in dispatcher')
  return row.epoch
}

/** All that the dispatcher has to know, of one moment. */
export async function loadRows(client: pg.ClientBase, now: number): Promise<Rows> {
  const [, head, breakers, running, queued, accounts] = await Promise.all([
    client.query('begin transaction isolation level repeatable read, read only'),
    client.query<Head>(`select dispatcher.seq, log_head.seq as "headSeq",
      virtual_time as "virtualTime" from dispatcher cross join log_head`),
    client.query<BreakerRow>(
      `select * from breakers where failures > 0 or open_until is not null or blocked_until > $1`,
      [toInstant(now)],
    ),
    client.query<RunningRow>(runningQuery),
    client.query<{ accountIds: AccountId[] | null }>(queuedQuery),
    client.query<AccountRow>(`${accountsQuery} where id in (select account_id from running)`),
    client.query('commit'),
  ])
  const [{ seq, headSeq, virtualTime } = { seq: 0, headSeq: 0, virtualTime: 0 }] = head.rows
  return {
    seq,
    headSeq,
    virtualTime,
    breakers: toBreakers(breakers.rows),
    running: running.rows.map(({ at, ...task }) => ({ ...task, at: Date.parse(at) })),
    queued: queued.rows[0]?.accountIds ?? [],
    accounts: accounts.rows.map(toAccount),
  }
}

const runningQuery = `
select task_id as "taskId", account_id as "accountId", attempt, attempt_at as at,
  json_build_object('runId', runs.id, 'concurrency', concurrency, 'mayFill', task_count > concurrency) as run
from running cross join lateral (
  select * from runs where id = 'run_' || substr(task_id, 6, 22) || '0000' offset 0) runs`

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
