import assert from 'node:assert/strict'
import { test } from 'node:test'
import { query, startSink, type TestEnvironment } from '../support/index.ts'
import { firedFor, schedule, untilHandled } from './firing.ts'

const minuteMs = 60_000

/** Minutes ago. Less than one would not be missed but late. */
const missedMinutes = [4, 3, 2]

export function missed(environment: () => TestEnvironment): void {
  test('instants missed by all schedulers get one run, one each or none, as the schedule says', async () => {
    const { desk, instance } = environment()
    await using sink = await startSink()
    const accountIds = await desk.connectWebhooks(sink, 1)
    const nowMs = Date.now()
    const instants = missedMinutes.map((minutes) =>
      new Date(Math.floor(nowMs / minuteMs - minutes) * minuteMs).toISOString(),
    )
    // Of this hour and the one before: the next of them is most of an hour away.
    const cron = `${instants.map((at) => new Date(at).getUTCMinutes()).join()} * * * *`
    const create = (missed: string) => schedule(desk, { cron, accountIds, missed })
    const ids = [await create('latest'), await create('all'), await create('skip')]

    // The state of the rows after four minutes without a scheduler.
    await query(instance, 'update schedules set next_at = $1 where id = any($2)', [
      instants[0],
      ids,
    ])
    await instance.crash('scheduler')

    const shown = await Promise.all(ids.map((id) => untilHandled(desk, id, instants.length)))
    assert.deepEqual(
      shown.map(({ fired, skipped, failures }) => [fired, skipped, failures]),
      [
        [1, 2, 0],
        [3, 0, 0],
        [0, 3, 0],
      ],
    )
    const runs = await Promise.all(ids.map((id) => firedFor(desk, id)))
    assert.deepEqual(runs, [instants.slice(-1), instants, []])
    for (const { nextRuns } of shown) assert.ok(Date.parse(nextRuns[0]) > nowMs)
    const { body } = await desk.api('GET', '/runs?limit=100')
    const ours = body.items.filter((run: { scheduleId: string }) => ids.includes(run.scheduleId))
    for (const run of ours) await desk.completed(run.id)
    assert.equal(sink.posts.length, 4)
  })
}
