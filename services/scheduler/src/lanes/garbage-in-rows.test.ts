import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { AccountId, TaskId } from '@pressrun/events'
import { eventually } from '@pressrun/tests'
import { openLanes, type TestLanes } from '../scheduler.fixture.ts'

/** Garbage in the rows of one account, its lane, its run or its tasks. $1 is the account. */
const garbage = [
  `update accounts set limits = '"x"' where id = $1`,
  `update accounts set limits = 'null' where id = $1`,
  `update accounts set limits = '[]' where id = $1`,
  `update accounts set limits = '{"maxInFlight": -1, "weight": 0}' where id = $1`,
  `update accounts set limits = '{"weight": -1}' where id = $1`,
  `update accounts set limits = '{"weight": 1e308}' where id = $1`,
  `update accounts set limits = '{"weight": "x"}' where id = $1`,
  `update accounts set limits = '{"maxInFlight": "x"}' where id = $1`,
  `update accounts set limits = '{"ratePerMinute": "x"}' where id = $1`,
  `update accounts set limits = '{"ratePerMinute": 0}' where id = $1`,
  `update accounts set limits = '{"ratePerMinute": -5, "ratePerDay": 1e300}' where id = $1`,
  `update accounts set limits = '{"ratePerMinute": {"a": 1}}' where id = $1`,
  `update accounts set limits = '{"minGapSeconds": 1e300}' where id = $1`,
  `update accounts set status = 'nobody knows' where id = $1`,
  `update accounts set blocked_until = 'infinity' where id = $1`,
  `update accounts set blocked_until = '-infinity' where id = $1`,
  `update accounts set settings = '{"url": 7}' where id = $1`,
  `update accounts set settings = 'null' where id = $1`,
  `update accounts set platform = '' where id = $1`,
  `update accounts set version = -1 where id = $1`,
  `delete from accounts where id = $1`,
  `update runs set concurrency = 0 where id in (select run_id from tasks where account_id = $1)`,
  `update runs set concurrency = -1, task_count = 30000 where id in (select run_id from tasks where account_id = $1)`,
  `update runs set meta = 'null' where id in (select run_id from tasks where account_id = $1)`,
  `update runs set meta = '{"projectId": 7}' where id in (select run_id from tasks where account_id = $1)`,
  `update runs set meta = '"x"' where id in (select run_id from tasks where account_id = $1)`,
  `delete from runs where id in (select run_id from tasks where account_id = $1)`,
  `delete from tasks where account_id = $1`,
  `update tasks set due_at = 'infinity' where account_id = $1`,
  `with t as (update tasks set due_at = 'infinity' where account_id = $1) update queue set due_at = 'infinity' where account_id = $1`,
  `with t as (update tasks set due_at = '4713-01-01 BC' where account_id = $1) update queue set due_at = '4713-01-01 BC' where account_id = $1`,
  `with t as (update tasks set attempt = 2147483647 where account_id = $1) update queue set attempt = 2147483647 where account_id = $1`,
  `with t as (update tasks set version = 2147483647 where account_id = $1) update queue set version = 2147483647 where account_id = $1`,
  `with t as (update tasks set generation = -5 where account_id = $1) update queue set generation = -5 where account_id = $1`,
  `with t as (update tasks set priority = -32768 where account_id = $1) update queue set priority = -32768 where account_id = $1`,
  `insert into lanes (account_id, virtual_time) values ($1, 'NaN')`,
  `insert into lanes (account_id, virtual_time) values ($1, 'infinity')`,
  `insert into lanes (account_id, virtual_time) values ($1, '-infinity')`,
  `insert into lanes (account_id, virtual_time) values ($1, 1e308)`,
  `insert into lanes (account_id, virtual_time, rates) values ($1, 0, '"x"')`,
  `insert into lanes (account_id, virtual_time, rates) values ($1, 0, '{"60000": "x"}')`,
  `insert into lanes (account_id, virtual_time, rates) values ($1, 0, '[1, null]')`,
  `insert into lanes (account_id, virtual_time, last_at, next_at) values ($1, 0, 'infinity', 'infinity')`,
  `insert into lanes (account_id, virtual_time, reason) values ($1, 0, 'nobody knows')`,
  `insert into breakers (upstream, accounts) select upstream, 'null' from accounts where id = $1`,
  `insert into breakers (upstream, failures, accounts) select upstream, 7, '"x"' from accounts where id = $1`,
  `insert into breakers (upstream, failures, accounts) select upstream, -7, '[]' from accounts where id = $1`,
  `insert into breakers (upstream, blocked_until) select upstream, '-infinity' from accounts where id = $1`,
  `insert into breakers (upstream, failures, open_until) select upstream, 1, '-infinity' from accounts where id = $1`,
  `insert into timed select 'infinity', id, account_id, priority, due_at, version, attempt, generation from tasks where account_id = $1`,
  `insert into timed select '-infinity', id, account_id, priority, due_at, version, attempt, generation from tasks where account_id = $1`,
  `insert into running select id, account_id, version, 2147483647, 'infinity', generation, null, false from tasks where account_id = $1 on conflict do nothing`,
  `insert into running values ('', $1, 0, 0, '-infinity', 0, 'null', true) on conflict do nothing`,
  `insert into running values ('task_of_nobody', $1, 0, 0, now(), 0, '"x"', true) on conflict do nothing`,
  `insert into queue values ($1, 9, now(), '', 0, 0, 0)`,
  `insert into queue values ('', 9, 'infinity', 'task_' || $1, 0, 0, 0)`,
] as const

suite('garbage in the rows of one account', () => {
  let lanes: TestLanes
  before(async () => (lanes = await openLanes()))
  after(() => lanes[Symbol.asyncDispose]())

  const isOut = async (id: TaskId | undefined) => {
    const { rowCount } = await lanes.pool.query(
      `select from log where strpos(data, $1) > 0 and subject = 'pressrun.events.task.TaskDue.webhook'`,
      [id],
    )
    return rowCount === 1
  }
  /** A pass that fails is repeated, as the scheduler does. */
  const goesOut = async (account: AccountId) => {
    const { tasks } = await lanes.run([account])
    const isSent = async () => {
      await lanes.dispatch().catch(() => {})
      return isOut(tasks[0])
    }
    await eventually(isSent, { within: 2_000, what: 'the other goes out' })
    await lanes.settle(tasks)
  }

  for (const change of garbage)
    for (const when of ['while it is remembered', 'before it is loaded'])
      test(`blocks no other account ${when}: ${change}`, async () => {
        const [account, other] = await Promise.all(
          ['a', 'b'].map((name, i) =>
            lanes.connect({}, { url: `https://${name}${lanes.clock.now + i}.example` }),
          ),
        )
        assert.ok(account && other)
        lanes.clock.now += 1_000
        await lanes.run([account])
        if (when === 'while it is remembered') await lanes.dispatch().catch(() => {})
        await lanes.run([account])
        await lanes.pool.query(change, [account])
        if (when === 'before it is loaded') lanes.forget()
        await goesOut(other)
        lanes.forget()
        await goesOut(other)
      })
})
