import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeEach, suite, test } from 'node:test'
import type { TaskId } from '@pressrun/events'
import { eventually } from '@pressrun/tests'
import { openLanes, type TestLanes } from '../scheduler.fixture.ts'

const script = join(import.meta.dirname, 'take-over.fixture.ts')
const takeOverMs = 5_000

suite('a scheduler takes over', () => {
  let lanes: TestLanes
  let other: ChildProcess
  let tasks: readonly TaskId[]
  beforeEach(async () => {
    lanes = await openLanes()
    const accounts = await lanes.connectMany(12, { maxInFlight: 2, ratePerMinute: 60 })
    const runs = await Promise.all([lanes.run(accounts), lanes.run(accounts), lanes.run(accounts)])
    tasks = runs.flatMap((run) => run.tasks)
    other = spawn(process.execPath, [script, lanes.url, String(lanes.clock.now)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await Promise.race([
      once(other.stdout ?? assert.fail(), 'data'),
      once(other, 'exit').then(() => assert.fail('it did not get to its look')),
    ])
  })
  afterEach(async () => {
    other.kill('SIGKILL')
    await lanes[Symbol.asyncDispose]()
  })

  const takenOver = () =>
    eventually(async () => !(await lanes.dispatch()).busy, {
      within: takeOverMs,
      what: 'the look is free',
    })

  /** Everything goes out once, and never more than two of an account at a time. */
  async function assertAllGoOnce(): Promise<void> {
    const sent: TaskId[] = []
    while (sent.length < tasks.length) {
      await lanes.dispatchAll()
      const out = await lanes.inFlight()
      assert.ok(out.length > 0 && out.length <= 24)
      sent.push(...out)
      await lanes.settle(out)
    }
    assert.deepEqual(sent.toSorted(), tasks.toSorted())
    const { rows } = await lanes.pool.query(
      `select stream_id from events where type = 'TaskDue' group by stream_id having count(*) > 1`,
    )
    assert.deepEqual(rows, [])
  }

  test('from one that was killed in the middle of a look', async () => {
    const { tasks, busy } = await lanes.dispatch()
    assert.deepEqual([tasks, busy], [0, true])
    other.kill('SIGKILL')
    await takenOver()
    await assertAllGoOnce()
  })

  test('from one that hangs in the middle of a look', async () => {
    assert.equal((await lanes.dispatch()).busy, true)
    await takenOver()
    await assertAllGoOnce()
  })
})
