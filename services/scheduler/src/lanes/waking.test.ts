import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { toInstant, type AccountId, type AccountLimits, type TaskId } from '@pressrun/events'
import { unansweredMax } from './memory/unanswered-attempts.ts'
import { openLanes, type TestLanes } from '../scheduler.fixture.ts'

let lanes: TestLanes
const each = () => {
  beforeEach(async () => {
    lanes = await openLanes()
    // The first pass creates the lanes; what comes after has to wake them.
    await lanes.dispatch()
  })
  afterEach(() => lanes[Symbol.asyncDispose]())
}
const seconds = (count: number) => count * 1_000
const minutes = (count: number) => count * 60_000

const laneOf = async (accountId: AccountId) => {
  const { rows } = await lanes.pool.query('select * from lanes where account_id = $1', [accountId])
  return rows[0]
}
const settleAll = async () => lanes.settle(await lanes.inFlight())

suite('a lane with rates', () => {
  each()

  test('sends evenly, knows when it resumes, and loses nothing with a process', async () => {
    const accountId = await lanes.connect({ ratePerMinute: 6 })
    for (let i = 0; i < 3; i++) await lanes.run([accountId])
    assert.equal(await lanes.dispatchAll(), 1)
    await settleAll()
    const another = lanes.another()
    assert.equal(await lanes.dispatchAll(another), 0)
    const next = lanes.nextAt()
    assert.equal(Math.round((next - lanes.clock.now) / 1_000), 10)
    assert.equal((await laneOf(accountId)).reason, 'rate-limit')
    lanes.clock.now = next - 1
    assert.equal(await lanes.dispatchAll(lanes.another()), 0)
    lanes.clock.now = next
    assert.equal(await lanes.dispatchAll(lanes.another()), 1)
  })

  test('counts from the end of an attempt, however long it took', async () => {
    const accountId = await lanes.connect({ maxInFlight: 5, minGapSeconds: 10 })
    await lanes.run([accountId])
    await lanes.run([accountId])
    assert.equal(await lanes.dispatchAll(), 1)
    lanes.clock.now += minutes(5)
    assert.equal(await lanes.dispatchAll(), 0)
    await settleAll()
    assert.equal(await lanes.dispatchAll(), 0)
    assert.equal(lanes.nextAt(), lanes.clock.now + seconds(10))
    lanes.clock.now += seconds(10)
    assert.equal(await lanes.dispatchAll(), 1)
  })

  test('is counted by one clock, even if those of two schedulers differ', async () => {
    const accountId = await lanes.connect({ minGapSeconds: 5 })
    for (let i = 0; i < 3; i++) await lanes.run([accountId])
    const ahead = lanes.another(seconds(5))
    assert.equal(await lanes.dispatchAll(ahead), 1)
    await settleAll()
    // The first pass that finds it over counts it, as of now.
    assert.equal(await lanes.dispatchAll(), 0)
    assert.equal(await lanes.dispatchAll(ahead), 0)
    lanes.clock.now += seconds(5)
    assert.equal(await lanes.dispatchAll(ahead), 1)
    assert.equal(await lanes.dispatchAll(), 0)
  })

  test('remembers what it has sent when its limits are lifted or changed, and set again', async () => {
    const limits = { ratePerDay: 10, maxInFlight: 100 }
    const accountId = await lanes.connect(limits)
    for (let i = 0; i < 20; i++) await lanes.run([accountId])
    const sendAll = async () => {
      const sent = await lanes.dispatchAll()
      await settleAll()
      await lanes.dispatchAll()
      return sent
    }
    const set = (changed: AccountLimits) =>
      lanes.command({
        type: 'ChangeAccount',
        accountId,
        limits: changed,
        credentialsReplaced: false,
      })
    assert.equal(await sendAll(), 5)
    await set({ ratePerHour: 1, maxInFlight: 100 })
    assert.equal(await sendAll(), 1)
    await set(limits)
    assert.equal(await sendAll(), 0)
    await set({ maxInFlight: 2 })
    assert.equal(await sendAll(), 2)
    await set(limits)
    assert.equal(await sendAll(), 0)
  })

  test('waits no longer than its limits say, when they are widened', async () => {
    const accountId = await lanes.connect({ minGapSeconds: 3_600 })
    await lanes.run([accountId])
    await lanes.run([accountId])
    await lanes.dispatchAll()
    await settleAll()
    assert.equal(await lanes.dispatchAll(), 0)
    const limits = { minGapSeconds: 1 }
    await lanes.command({ type: 'ChangeAccount', accountId, limits, credentialsReplaced: false })
    assert.equal(await lanes.dispatchAll(), 0)
    lanes.clock.now += seconds(1)
    assert.equal(await lanes.dispatchAll(), 1)
  })

  test('resumes at once when its limits are lifted', async () => {
    const accountId = await lanes.connect({ ratePerDay: 1 })
    await lanes.run([accountId])
    await lanes.run([accountId])
    await lanes.dispatchAll()
    await settleAll()
    assert.equal(await lanes.dispatchAll(), 0)
    await lanes.command({
      type: 'ChangeAccount',
      accountId,
      limits: {},
      credentialsReplaced: false,
    })
    assert.equal(await lanes.dispatchAll(), 1)
  })
})

suite('a task that is tried again', () => {
  each()

  const notSent = { outcome: 'not-sent', code: 'refused', message: 'No.' } as const

  /** Lets time pass until something goes out. */
  async function whenSent(): Promise<number> {
    for (let passes = 0; passes < 10; passes++) {
      if ((await lanes.dispatchAll()) > 0) return lanes.clock.now
      lanes.clock.now = lanes.nextAt()
    }
    return assert.fail('nothing goes out')
  }

  test('goes out even if its run was started by a clock that is ahead', async () => {
    lanes.clock.now += seconds(3)
    await lanes.run([await lanes.connect()])
    lanes.clock.now -= seconds(3)
    assert.equal(await lanes.dispatchAll(), 1)
    await lanes.settle(await lanes.inFlight(), notSent)
    assert.equal(await lanes.dispatchAll(), 0)
    const dueAt = lanes.clock.now + seconds(3)
    const sentAt = await whenSent()
    assert.ok(sentAt >= dueAt && sentAt < dueAt + minutes(1))
  })

  test('goes out at its next time, even if the clock was set back while it was in flight', async () => {
    const dueAt = lanes.clock.now
    await lanes.run([await lanes.connect()])
    assert.equal(await lanes.dispatchAll(), 1)
    lanes.clock.now -= minutes(60)
    await lanes.settle(await lanes.inFlight(), notSent)
    assert.equal(await lanes.dispatchAll(), 0)
    assert.equal(await whenSent(), dueAt)
  })
})

suite('a full run', () => {
  each()

  test('wakes as many lanes as it has free slots, until all have been served', async () => {
    const accounts = await lanes.connectMany(30)
    const run = await lanes.run(accounts, { concurrency: 4 })
    const sent: TaskId[] = []
    while (sent.length < run.tasks.length) {
      const now = await lanes.dispatchAll()
      assert.ok(now > 0 && now <= 4, `${now} at once`)
      const out = await lanes.inFlight()
      sent.push(...out)
      await lanes.settle(out)
    }
    assert.equal(new Set(sent).size, 30)
  })

  test('blocks no lane for another run that has free slots again', async () => {
    const accounts = await lanes.connectMany(6)
    const slow = await lanes.run(accounts, { concurrency: 1, priority: 9 })
    const quick = await lanes.run(accounts, { concurrency: 2 })
    assert.equal(await lanes.dispatchAll(), 3)
    let left = quick.tasks.length
    while (left > 0) {
      const out = (await lanes.inFlight()).filter((taskId) => quick.tasks.includes(taskId))
      if (out.length === 0) break
      left -= out.length
      await lanes.settle(out)
      await lanes.dispatchAll()
    }
    // One lane is busy with the slow run; all others were served.
    assert.ok(left <= 1, `${left} of the quick run never went`)
    assert.equal((await lanes.inFlight()).filter((id) => slow.tasks.includes(id)).length, 1)
  })

  test('finds the one lane it can go through, however many of its lanes sleep', async () => {
    const [one, other, between] = await lanes.connectMany(3)
    const paused = await lanes.connectMany(1_050)
    await lanes.pool.query(`update accounts set status = 'paused' where id = any($1)`, [
      [...paused, between],
    ])
    const first = await lanes.run(
      [one, between].filter((id) => id !== undefined),
      { concurrency: 1, priority: 6 },
    )
    const accountIds = [...paused, ...[other, between].filter((id) => id !== undefined)]
    const second = await lanes.run(accountIds, { concurrency: 1 })
    assert.equal(await lanes.dispatchAll(), 2)
    await lanes.command({ type: 'ResumeAccount', accountId: between ?? assert.fail() })
    assert.equal(await lanes.dispatchAll(), 0)
    await lanes.settle((await lanes.inFlight()).filter((id) => second.tasks.includes(id)))
    assert.equal(await lanes.dispatchAll(), 1)
    assert.equal((await lanes.inFlight()).filter((id) => first.tasks.includes(id)).length, 1)
  })

  test('a full run that is paused lets lanes that wait for it serve others', async () => {
    const accounts = await lanes.connectMany(5)
    const first = await lanes.run(accounts, { concurrency: 1, priority: 9 })
    await lanes.dispatchAll()
    const second = await lanes.run(accounts, { concurrency: 1, priority: 8 })
    await lanes.dispatchAll()
    await lanes.command({ type: 'PauseRun', runId: first.id })
    await settleAll()
    const sent: TaskId[] = []
    for (let i = 0; i < 5; i++) {
      await lanes.dispatchAll()
      const out = await lanes.inFlight()
      sent.push(...out)
      await lanes.settle(out)
    }
    assert.equal(sent.filter((taskId) => second.tasks.includes(taskId)).length, 4)
    await lanes.command({ type: 'ResumeRun', runId: first.id })
    assert.equal(await lanes.dispatchAll(), 1)
  })

  test('a full run that is paused while a task is in flight lets the scheduler rest', async () => {
    const run = await lanes.run(await lanes.connectMany(5), { concurrency: 1 })
    assert.equal(await lanes.dispatchAll(), 1)
    await lanes.command({ type: 'PauseRun', runId: run.id })
    assert.equal(await lanes.dispatchAll(), 0)
  })
})

suite('a large run', () => {
  each()

  test('fills its slots as soon as its upstream answers', async () => {
    const accounts = await lanes.connectMany(1_200)
    await lanes.run(accounts, { concurrency: 1_000 })
    assert.equal(await lanes.dispatchAll(), unansweredMax)
    await lanes.settle((await lanes.inFlight()).slice(0, 1))
    assert.equal(await lanes.dispatchAll(), 1_000 - unansweredMax + 1)
    await settleAll()
    assert.equal(await lanes.dispatchAll(), 199)
  })

  test('a large run that is scheduled lets them sleep until then', async () => {
    const accounts = await lanes.connectMany(1_050)
    const dueAt = lanes.clock.now + minutes(30)
    await lanes.run(accounts, { scheduledAt: toInstant(dueAt) })
    assert.equal(await lanes.dispatchAll(), 0)
    assert.equal(lanes.nextAt(), dueAt)
    lanes.clock.now = dueAt
    assert.equal(await lanes.dispatchAll(), unansweredMax)
  })
})

suite('an upstream', () => {
  each()

  const notSent = { outcome: 'not-sent', code: 'refused', message: 'No.' } as const
  const interrupted = { outcome: 'unknown', code: 'interrupted', message: 'Died.' } as const
  const webhookAt = (url: string) =>
    Promise.all([lanes.connect({}, { url }), lanes.connect({}, { url })])

  const accountsOf = async (taskIds: readonly TaskId[]) => {
    const { rows } = await lanes.pool.query<{ account_id: AccountId }>(
      'select account_id from tasks where id = any($1)',
      [taskIds],
    )
    return rows.map((row) => row.account_id)
  }

  /** When the only open breaker is due for a probe. */
  const dueAt = async () => {
    const { rows } = await lanes.pool.query<{ open_until: string }>(
      'select open_until from breakers where open_until is not null',
    )
    return Date.parse(rows[0]?.open_until ?? '')
  }

  /** Five failures in a row, of two accounts. */
  async function breakDown(accounts: readonly AccountId[]): Promise<void> {
    for (let i = 0; i < 3; i++) {
      await lanes.run(accounts)
      await lanes.dispatchAll()
      await lanes.settle(await lanes.inFlight(), notSent)
    }
  }

  test('an upstream that fails five times in a row is cut off for a minute, then probed once', async () => {
    const accounts = await webhookAt('http://one.example/hook')
    await breakDown(accounts)
    lanes.clock.now += seconds(1)
    const { tasks, breakerChanges } = await lanes.dispatch()
    assert.deepEqual(
      [tasks, breakerChanges],
      [0, [{ upstream: 'webhook/http://one.example:80', isOpen: true }]],
    )
    lanes.clock.now = await dueAt()
    assert.equal(await lanes.dispatchAll(lanes.another()), 1)
    assert.equal(await lanes.dispatchAll(), 0)
    await lanes.settle(await lanes.inFlight())
    const closed = await lanes.dispatch()
    assert.deepEqual(closed.breakerChanges, [
      { upstream: 'webhook/http://one.example:80', isOpen: false },
    ])
    assert.equal(closed.tasks + (await lanes.dispatchAll()), 2)
  })

  test('is one scheme, host and port: the neighbours of a failing one go on', async () => {
    const accounts = await webhookAt('http://one.example:8080/hook')
    const neighbours = await Promise.all(
      [
        'http://one.example:8081/hook',
        'http://one.example/hook',
        'https://one.example:8080/hook',
        'http://two.example:8080/hook',
      ].map((url) => lanes.connect({}, { url })),
    )
    const same = await Promise.all(
      ['HTTP://One.Example:08080', ' http://user:a@one.example:8080?a@b'].map((url) =>
        lanes.connect({}, { url }),
      ),
    )
    await breakDown(accounts)
    lanes.clock.now += seconds(1)
    await lanes.run([...same, ...neighbours])
    await lanes.dispatchAll()
    const sent = await accountsOf(await lanes.inFlight())
    assert.deepEqual(sent.toSorted(), neighbours.toSorted())
  })

  test('is probed by an account that did not fail, healthy ones first, and those that failed last', async () => {
    const url = 'http://one.example/hook'
    const accounts = await webhookAt(url)
    const [healthy, recent] = await webhookAt(url)
    const [unknown] = await webhookAt(url)
    for (const accountId of [healthy, recent]) {
      await lanes.run([accountId ?? assert.fail()])
      await lanes.dispatchAll()
      await lanes.settle(await lanes.inFlight())
      lanes.clock.now += seconds(1)
    }
    await breakDown(accounts)
    lanes.clock.now += seconds(1)
    // The first in line would be the probe if all were alike.
    for (const accountId of [...accounts, unknown, healthy, recent])
      await lanes.run([accountId ?? assert.fail()])
    assert.equal(await lanes.dispatchAll(), 0)
    const probed: AccountId[] = []
    for (let times = 0; times < 4; times++) {
      lanes.clock.now = await dueAt()
      assert.equal(await lanes.dispatchAll(), 1)
      const probes = await lanes.inFlight()
      probed.push(...(await accountsOf(probes)))
      await lanes.settle(probes, notSent)
      await lanes.dispatchAll()
    }
    assert.deepEqual(probed.slice(0, 3), [recent, healthy, unknown])
    assert.ok(accounts.includes(probed[3] ?? assert.fail()))
  })

  test('stays cut off for another minute when the probe fails', async () => {
    const accounts = await webhookAt('http://one.example/hook')
    await breakDown(accounts)
    lanes.clock.now += seconds(1)
    assert.equal(await lanes.dispatchAll(), 0)
    lanes.clock.now = await dueAt()
    assert.equal(await lanes.dispatchAll(), 1)
    await lanes.settle(await lanes.inFlight(), notSent)
    assert.equal(await lanes.dispatchAll(), 0)
    assert.equal(await dueAt(), lanes.clock.now + minutes(1))
  })

  test('applies its probe even if the account of the probe has another address by now', async () => {
    const accounts = await webhookAt('http://one.example/hook')
    await breakDown(accounts)
    lanes.clock.now += seconds(1)
    assert.equal(await lanes.dispatchAll(), 0)
    lanes.clock.now = await dueAt()
    assert.equal(await lanes.dispatchAll(), 1)
    const [probe] = await lanes.inFlight()
    await lanes.pool.query(
      `update accounts set settings = '{"url": "http://other.example/hook"}'
        where id = (select account_id from tasks where id = $1)`,
      [probe],
    )
    await lanes.settle(await lanes.inFlight())
    assert.equal(await lanes.dispatchAll(), 2)
  })

  test('is probed soon, however many of the lanes that wait for it are empty', async () => {
    const accounts = await webhookAt('http://one.example/hook')
    await breakDown(accounts)
    const waiting = await lanes.connectMany(300, {}, { url: 'http://one.example/hook' })
    lanes.clock.now += seconds(1)
    const run = await lanes.run(waiting)
    await lanes.run(waiting.slice(-1))
    await lanes.dispatchAll()
    await Promise.all(
      run.tasks.map((taskId) =>
        lanes.command({ type: 'CancelTask', taskId, now: lanes.clock.now }),
      ),
    )
    await lanes.pool.query(`update tasks set status = 'cancelled' where account_id = any($1)`, [
      accounts,
    ])
    lanes.clock.now = await dueAt()
    const dispatch = lanes.another()
    let tasks = 0
    for (let passes = 0; passes < 10 && tasks === 0; passes++) tasks += (await dispatch()).tasks
    assert.equal(tasks, 1)
  })

  test('is probed again when the probe proved nothing, for a reason of ours', async () => {
    const accounts = await webhookAt('http://one.example/hook')
    await breakDown(accounts)
    lanes.clock.now += seconds(1)
    assert.equal(await lanes.dispatchAll(), 0)
    lanes.clock.now = await dueAt()
    assert.equal(await lanes.dispatchAll(), 1)
    await lanes.settle(await lanes.inFlight(), interrupted)
    assert.equal(await lanes.dispatchAll(), 1)
    await lanes.settle(await lanes.inFlight())
    assert.equal(await lanes.dispatchAll(), 2)
  })

  test('an upstream that is cut off does not affect others on the same platform', async () => {
    await breakDown(await webhookAt('http://one.example/hook'))
    const [other] = await webhookAt('https://user@other.example:8443/hook')
    await lanes.run([other])
    assert.equal(await lanes.dispatchAll(), 1)
  })

  test('an upstream that asks all accounts to wait gets nothing from any of them', async () => {
    const [one, other] = await webhookAt('http://one.example/hook')
    const [elsewhere] = await webhookAt('http://other.example/hook')
    const until = lanes.clock.now + minutes(5)
    const throttle = { until: toInstant(until), scope: 'platform' } as const
    await lanes.command({ type: 'ThrottleAccount', accountId: one, ...throttle })
    await lanes.run([one, other, elsewhere])
    assert.equal(await lanes.dispatchAll(), 1)
    assert.equal(lanes.nextAt(), until)
    lanes.clock.now = until
    assert.equal(await lanes.dispatchAll(), 2)
  })
})

suite('a scheduler that was down', () => {
  each()

  test('reads all that it missed from the log', async () => {
    const accounts = await lanes.connectMany(3)
    const first = await lanes.run(accounts)
    await lanes.run(accounts)
    await lanes.dispatchAll()
    await lanes.settle(first.tasks.slice(0, 2))
    const paused = await lanes.run(accounts, { start: false })
    await lanes.command({ type: 'StartRun', runId: paused.id, now: lanes.clock.now })
    assert.equal(await lanes.dispatchAll(lanes.another()), 2)
  })

  test('finds queued and scheduled tasks, though no row names their lanes', async () => {
    const accounts = await lanes.connectMany(3)
    await lanes.run(accounts)
    await lanes.run(accounts, { scheduledAt: toInstant(lanes.clock.now + minutes(5)) })
    await lanes.pool.query('delete from lanes')
    assert.equal(await lanes.dispatchAll(lanes.another()), 3)
    await settleAll()
    assert.equal(await lanes.dispatchAll(), 0)
    assert.equal(lanes.nextAt(), lanes.clock.now + minutes(5))
  })

  test('sends nothing that is cancelled at that very moment, and sends the rest', async () => {
    const accounts = await lanes.connectMany(20)
    const run = await lanes.run(accounts)
    const cancelled = run.tasks.slice(0, 10)
    const [sent, ...answers] = await Promise.all([
      lanes.dispatchAll(),
      ...cancelled.map((taskId) =>
        lanes.handle({
          command: { type: 'CancelTask', taskId, now: lanes.clock.now },
          meta: { projectId: 'project_1', actor: 'test' },
        }),
      ),
    ])
    const refused = answers.filter(({ kind }) => kind === 'refused').length
    assert.equal(sent, 10 + refused)
  })
})
