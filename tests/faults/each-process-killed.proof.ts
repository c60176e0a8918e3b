import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { readInstance } from '@pressrun/cli'
import { openDatabase } from '@pressrun/db'
import { verifyState } from '@pressrun/db/testing'
import {
  deskOf,
  eventually,
  query,
  shutGate,
  startInstance,
  startSink,
  streamIsWhole,
} from '../support/index.ts'

const accounts = 1_000
const victims = ['gateway', 'scheduler', 'publisher', 'analytics', 'nats', 'postgres']

/** Posts between one crash and the next, so that each falls into the middle of the work. */
const postsBetween = 100

/** As many may go out beyond that while the process is killed: the rest waits for the next crash. */
const concurrency = 50

suite('a run of 1,000 tasks in which every process is killed', () => {
  test('completes, with one post per task and every post counted once', async () => {
    await using sink = await startSink()
    await using instance = await startInstance()
    const desk = deskOf(instance)
    const accountIds = await desk.connectWebhooks(sink, accounts)
    const runId = await desk.publish(accountIds, { concurrency })
    for (const victim of victims) {
      const target = sink.countsByKey().size + postsBetween
      const gate = shutGate(sink, () => sink.countsByKey().size >= target)
      await eventually(() => sink.countsByKey().size >= target, {
        within: 60_000,
        what: `posts go on before ${victim} is killed`,
      })
      assert.ok(sink.countsByKey().size < accounts, `${victim} is killed in the middle`)
      await instance.crash(victim)
      gate.open()
    }
    const run = await desk.completed(runId, 120_000)
    assert.equal(run.counts.published, accounts)

    const tasks = await query<{ id: string }>(instance, 'select id from tasks')
    const keys = [...sink.countsByKey().keys()].toSorted()
    assert.deepEqual(keys, tasks.map(({ id }) => `${id}-1`).toSorted())
    for (const posts of Map.groupBy(sink.posts, (post) => post.idempotencyKey).values())
      assert.equal(new Set(posts.map((post) => post.body)).size, 1, 'a repeat says the same')

    const types = await query<{ type: string; events: number }>(
      instance,
      'select type, count(*)::integer as events from events group by type',
    )
    const count = (type: string) => types.find((row) => row.type === type)?.events
    assert.deepEqual(['RunStarted', 'RunCompleted', 'TaskPublished'].map(count), [1, 1, accounts])
    await desk.counted(accounts)
    assert.equal((await desk.api('GET', '/analytics/summary')).body.postsSuccess, accounts)

    await eventually(() => streamIsWhole(instance), { what: 'the stream holds the whole log' })
    await using database = openDatabase({ url: readInstance(instance.dataDir)?.databaseUrl ?? '' })
    assert.deepEqual((await verifyState(database.pool)).differences, [])
  })
})
