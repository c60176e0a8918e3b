import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'node:test'
import { readInstance, startService, type RunningService } from '@pressrun/cli'
import { startSink, type Instance, type Stage } from '../support/index.ts'
import { bringForward, firedFor, schedule, untilHandled } from './firing.ts'

const schedules = 6
const orders = 6

/** What is due soon enough not to be waited for, and late enough to be ordered before. */
const aheadMs = 2_000
const takenOverWithinMs = 5_000

export function twoSchedulers(stage: () => Stage): void {
  test('of two schedulers either may die at the instant: nothing is missed, nothing comes twice', async () => {
    const { desk, instance } = stage()
    await using sink = await startSink()
    const second = await startSecondScheduler(instance)
    try {
      const accountIds = await desk.connectWebhooks(sink, schedules + orders)
      const ids = await Promise.all(
        accountIds.slice(orders).map((accountId) => schedule(desk, { accountIds: [accountId] })),
      )
      const instants: string[] = []
      for (const kill of [() => instance.crash('scheduler'), () => second.kill()]) {
        const at = Date.now() + aheadMs
        const runs = accountIds
          .slice(0, orders)
          .map((id) => desk.publish([id], { scheduledAt: new Date(at).toISOString() }))
        instants.push(await bringForward(stage(), ids, at))
        await Promise.all(runs)
        assert.ok(Date.now() < at, 'all of it is known before its instant')
        await pause(at - Date.now())
        await kill()
        for (const id of ids) {
          const shown = await untilHandled(desk, id, instants.length)
          assert.ok(shown.lastLatenessMs <= takenOverWithinMs, `${shown.lastLatenessMs}`)
          await desk.completed(shown.lastRun.runId)
        }
        for (const run of runs) await desk.completed(await run)
        const late = sink.posts.slice(-schedules - orders).map((post) => post.receivedAt - at)
        assert.ok(Math.min(...late) >= 0 && Math.max(...late) <= takenOverWithinMs, late.join())
      }
      for (const id of ids) assert.deepEqual(await firedFor(desk, id), instants)
      assert.equal(sink.posts.length, 2 * (schedules + orders))
      assert.equal(sink.countsByKey().size, sink.posts.length)
    } finally {
      await second.kill()
    }
  })
}

const entry = resolve(import.meta.dirname, '../../services/scheduler/src/main.ts')

/** Beside the one of the instance, and nobody starts it again. */
function startSecondScheduler({ dataDir }: Instance): Promise<RunningService> {
  const { databaseUrl, natsUrl } = readInstance(dataDir) ?? {}
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env
  return startService({
    name: 'scheduler-2',
    entry,
    nodeFlags: [],
    onLine: () => {},
    env: {
      PATH,
      HOME,
      NODE_COMPILE_CACHE,
      PRESSRUN_DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      NATS_URL: natsUrl,
    },
  })
}
