import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { eventsOf } from '@pressrun/events'
import { meta, newId, newRun, openTestLog, dispatch, publish } from '../database.fixture.ts'
import { transact } from '../transact.ts'
import { appendEvents } from './append.ts'
import { readLog } from './read.ts'
import { verifyState } from './verify.ts'

suite('the log', () => {
  test('is gap-free and in commit order, with concurrent appends and aborts', async () => {
    await using log = await openTestLog()
    const reader = log.another()
    const work = Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        const { handle, pool } = log.another()
        for (let round = 0; round < 12; round++) {
          const runs = [newRun(), newRun(2), newRun(3)]
          await Promise.all(runs.map((command) => handle({ command, meta })))
          const [run] = runs
          if (!run) continue
          await handle({ command: dispatch(run), meta })
          await handle({ command: publish(run), meta })
          if (round % 3 === writer % 3) await abortedAppend(pool)
          if (round % 4 === 0)
            await assert.rejects(handle({ command: newRun(1, { snapshot: 'none' }), meta }))
        }
      }),
    )
    let ended = false
    void work.finally(() => (ended = true)).catch(() => {})
    // A reader that goes on from the last position it has seen misses nothing: that is what the relay does.
    let seq = 0
    let position = 0
    for (let last = false; ; last = ended) {
      const batch = await readLog(reader.pool, seq, 50)
      for (const row of batch) {
        assert.equal(row.seq, (seq += 1))
        for (const event of eventsOf(row)) assert.equal(event.position, (position += 1))
      }
      if (batch.length === 0 && last) break
    }
    await work
    assert.equal(position, 8 * 12 * (3 * 3 + 2))
    assert.deepEqual(await verifyState(log.pool), { position, differences: [] })
  })

  async function abortedAppend(pool: Parameters<typeof transact>[0]): Promise<void> {
    const event = { type: 'RunPaused' as const, data: {} }
    const at = new Date().toISOString()
    const { text, values } = appendEvents([{ streamId: newId('run'), version: 1, event, meta, at }])
    const aborted = transact(pool, async (client) => {
      await client.query(text, [...values])
      throw new Error('changed my mind')
    })
    await assert.rejects(aborted, /changed my mind/)
  }

  test('returns data and meta as they were written', async () => {
    await using log = await openTestLog()
    const title = `"quotes" \\ back\\slash {braces, commas} null 漢 😀 \u2028 ${'x'.repeat(3_000)}`
    const overrides = { '': null, title, list: ['{}', 'NULL', ''] }
    const planned = newRun(1)
    const run = { ...planned, title, tasks: planned.tasks.map((task) => ({ ...task, overrides })) }
    await log.handle({ command: run, meta: { ...meta, actor: title } })
    const [created, tasks] = (await readLog(log.pool, 0, 10)).flatMap(eventsOf)
    assert.ok(created?.type === 'RunCreated' && tasks?.type === 'TasksPlanned')
    assert.equal(created.data.title, title)
    assert.equal(created.meta.actor, title)
    assert.deepEqual(tasks.data.tasks[0]?.overrides, overrides)
    assert.deepEqual((await verifyState(log.pool)).differences, [])
  })
})
