import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { readInstance, startService, type RunningService } from '@pressrun/cli'
import { startSink, type Instance, type Stage } from '../support/index.ts'
import { bringForward, firedFor, schedule, untilHandled } from './firing.ts'
import { holdBack } from './hold-back.ts'

const schedules = 6
const orders = 6
/** Enough to order them all before their instant comes. */
const orderedAheadMs = 3_000

export function twoSchedulers(stage: () => Stage): void {
  test('of two schedulers one dies while it sends, the other while it fires: nothing is missed, nothing comes twice', async () => {
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
        const scheduledAt = new Date(Date.now() + orderedAheadMs).toISOString()
        const runs = await Promise.all(
          accountIds.slice(0, orders).map((id) => desk.publish([id], { scheduledAt })),
        )
        {
          await using heldBack = await holdBack(instance)
          // The second looks up when the first is sending already: then it fires.
          process.kill(second.pid, 'SIGSTOP')
          await heldBack.aboutToWrite(1)
          process.kill(second.pid, 'SIGCONT')
          instants.push(await bringForward(stage(), ids, Date.now()))
          await heldBack.aboutToCommit(2)
          await kill()
        }
        for (const id of ids) {
          const { lastRun } = await untilHandled(desk, id, instants.length)
          await desk.completed(lastRun.runId)
        }
        for (const runId of runs) await desk.completed(runId)
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
