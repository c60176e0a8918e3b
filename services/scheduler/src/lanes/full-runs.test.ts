import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import type { AccountId } from '@pressrun/events'
import { openLanes, type TestLanes } from '../scheduler.fixture.ts'

let lanes: TestLanes
/** Called in a suite: each of its tests has lanes of its own. */
function eachInItsWorld(): void {
  beforeEach(async () => {
    lanes = await openLanes()
    await lanes.dispatch()
  })
  afterEach(() => lanes[Symbol.asyncDispose]())
}

const pause = (accountIds: readonly AccountId[]) =>
  Promise.all(accountIds.map((accountId) => lanes.command({ type: 'PauseAccount', accountId })))

/** How many passes it takes until nothing is ready. */
async function countPasses(): Promise<{ passes: number; tasks: number }> {
  let tasks = 0
  for (let passes = 1; ; passes++) {
    const pass = await lanes.dispatch()
    tasks += pass.tasks
    if (!pass.more) return { passes, tasks }
    assert.ok(passes < 1_000, 'it keeps passing')
  }
}

suite('a free slot of a run', () => {
  eachInItsWorld()

  test('goes to the one lane that can take it, however many others waited for it before', async () => {
    const accounts = await lanes.connectMany(400)
    const run = await lanes.run(accounts, { concurrency: 1 })
    assert.equal(await lanes.dispatchAll(), 1)
    const [sent] = await lanes.inFlight()
    const waiting = accounts.filter((_, i) => run.tasks[i] !== sent)
    await pause(waiting.slice(0, -1))
    await lanes.settle(await lanes.inFlight())
    const { passes, tasks } = await countPasses()
    assert.equal(tasks, 1)
    assert.ok(passes <= 7, `${passes} passes`)
  })
})

suite('a large run with a small concurrency', () => {
  eachInItsWorld()

  test('reads each lane once, and then only a few whenever a slot is free', async () => {
    const accounts = await lanes.connectMany(1_050)
    await lanes.run(accounts, { concurrency: 3 })
    const { passes, tasks } = await countPasses()
    assert.deepEqual([passes, tasks], [3, 3])
    for (let sent = tasks; sent < 30; sent += 3) {
      await lanes.settle(await lanes.inFlight())
      assert.equal(await lanes.dispatchAll(), 3)
    }
  })

  test('finds its few open lanes when it starts', async () => {
    const accounts = await lanes.connectMany(1_050)
    await pause(accounts.slice(1).filter((_, i) => i !== 1_000))
    await lanes.run(accounts, { concurrency: 5 })
    assert.equal(await lanes.dispatchAll(), 2)
  })

  test('leaves a lane to the other work that is ready in it', async () => {
    const accounts = await lanes.connectMany(1_050)
    const large = await lanes.run(accounts, { concurrency: 1, priority: 9, start: false })
    const [other] = accounts.toSorted().slice(-1)
    await lanes.command({ type: 'StartRun', runId: large.id, now: lanes.clock.now })
    await lanes.run([other ?? assert.fail()])
    assert.equal(await lanes.dispatchAll(), 2)
  })
})

suite('runs over the same accounts', () => {
  eachInItsWorld()

  test('all fill up in a few passes, though each lane has the same run first', async () => {
    const accounts = await lanes.connectMany(40)
    for (let i = 0; i < 30; i++) await lanes.run(accounts, { concurrency: 1 })
    const { passes, tasks } = await countPasses()
    assert.deepEqual([tasks, passes <= 4], [30, true], `${passes} passes`)
  })

  test('send in each lane what comes first there', async () => {
    const accounts = await lanes.connectMany(6)
    const runs = []
    for (const priority of [1, 9, 5])
      runs.push(await lanes.run(accounts, { concurrency: 2, priority }))
    const [low, high, middle] = runs.map((run) => new Set(run.tasks))
    const { tasks } = await lanes.dispatch()
    assert.equal(tasks, 6)
    const sent = await lanes.inFlight()
    const kinds = sent.map((id) => [high, middle, low].findIndex((run) => run?.has(id)))
    assert.deepEqual(kinds, [0, 0, 1, 1, 2, 2])
  })

  test('send nothing that is cancelled at that very moment', async () => {
    const accounts = await lanes.connectMany(8)
    for (let i = 0; i < 7; i++) await lanes.run(accounts, { concurrency: 1 })
    const last = await lanes.run(accounts, { concurrency: 1 })
    const cancel = { projectId: 'project_1', actor: 'test' } as const
    const [sent, ...answers] = await Promise.all([
      lanes.dispatchAll(),
      ...last.tasks.map((taskId) =>
        lanes.handle({
          command: { type: 'CancelTask', taskId, now: lanes.clock.now },
          meta: cancel,
        }),
      ),
    ])
    const refused = answers.filter(({ kind }) => kind === 'refused').length
    assert.equal(sent, 7 + refused)
  })
})
