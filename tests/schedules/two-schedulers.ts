import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { readInstance, startService, type RunningService } from '@pressrun/cli'
import { startSink, type Instance, type TestEnvironment } from '../support/index.ts'
import { farAwayMs, lookAgain, makeDue } from './far-away.ts'
import { bringForward, firedFor, schedule, untilHandled } from './firing.ts'
import { holdBack } from './hold-back.ts'

const schedules = 6
const orders = 6

export function twoSchedulers(environment: () => TestEnvironment): void {
  test('two schedulers, one killed while it sends and the other while it fires, miss nothing and repeat nothing', async () => {
    const { desk, instance } = environment()
    await using sink = await startSink()
    const second = await startSecondScheduler(instance)
    try {
      const accountIds = await desk.connectWebhooks(sink, schedules + orders)
      const ids = await Promise.all(
        accountIds.slice(orders).map((accountId) => schedule(desk, { accountIds: [accountId] })),
      )
      const scheduledAt = new Date(farAwayMs).toISOString()
      const instants: string[] = []
      const deaths = [
        { holding: 'running', kill: () => instance.crash('scheduler') },
        // The standby has taken over, or else the first after its restart.
        {
          holding: 'tasks',
          kill: () => Promise.all([instance.crash('scheduler'), second.kill()]),
        },
      ] as const
      for (const { holding, kill } of deaths) {
        const runs = await Promise.all(
          accountIds.slice(0, orders).map((id) => desk.publish([id], { scheduledAt })),
        )
        const due = await makeDue(instance, runs, Date.now())
        {
          await using heldBack = await holdBack(instance, holding)
          await lookAgain(desk, due)
          instants.push(await bringForward(environment(), ids, Date.now()))
          await heldBack.aboutToCommit(1)
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

/** A second scheduler, which is not restarted when it dies. */
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
