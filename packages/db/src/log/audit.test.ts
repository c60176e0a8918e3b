import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { EventType, RecordedEvent, StreamId } from '@pressrun/events'
import {
  dispatch,
  firstTask,
  meta,
  newRun,
  openTestLog,
  publish,
  start,
  type TestLog,
} from '../database.fixture.ts'
import { readRunEvents, readStream } from './read.ts'
import { readAudit, type AuditFilter } from './audit.ts'

/** Many runs beside the requested one, and events of their tasks. */
async function busyLog(log: TestLog) {
  const others = Array.from({ length: 300 }, () => newRun(3))
  await Promise.all(others.map((command) => log.handle({ command, meta })))
  const run = newRun(2, { start: false })
  await log.handle({ command: run, meta })
  await log.handle({ command: start(run.runId), meta })
  for (const command of [dispatch, publish])
    await Promise.all([...others, run].map((of) => log.handle({ command: command(of), meta })))
  return { run, others }
}

suite('the log as an audit trail', () => {
  test('is read page by page, of a type, of a stream, or both', async () => {
    await using log = await openTestLog()
    const { run } = await busyLog(log)
    const taskId = firstTask(run)
    const all = async (filter: Omit<AuditFilter, 'after' | 'limit'>, limit = 100) => {
      const found: RecordedEvent[] = []
      for (let after = 0; ; after = found.at(-1)?.position ?? 0) {
        const { events, more } = await readAudit(log, { ...filter, after, limit })
        found.push(...events)
        if (!more) return found
      }
    }
    const everything = await all({})
    assert.deepEqual(
      everything.map(({ position }) => position),
      everything.map((_, i) => i + 1),
    )
    const expected = (type?: EventType, streamId?: StreamId) =>
      everything.filter(
        (event) => (!type || event.type === type) && (!streamId || event.streamId === streamId),
      )
    for (const type of ['TaskDue', 'TaskPublished', 'RunStarted', 'RunPaused'] as const)
      assert.deepEqual(await all({ type }, 7), expected(type), type)
    for (const streamId of [run.runId, taskId])
      assert.deepEqual(await all({ streamId }, 1), expected(undefined, streamId))
    const type = 'TaskPublished'
    assert.deepEqual(await all({ type, streamId: taskId }), expected(type, taskId))
    assert.deepEqual(await readStream(log.pool, taskId), expected(undefined, taskId))
    assert.deepEqual(
      await readRunEvents(log.pool, run.runId, 2_000),
      everything.filter(
        ({ streamId, position }) =>
          position > 2_000 &&
          (streamId === run.runId || run.tasks.some((task) => task.taskId === streamId)),
      ),
    )
  })

  test('finds a stream and a type by an index, however long the log is', async () => {
    await using log = await openTestLog()
    // As if each event had come alone: the longest log that this many events can make.
    await log.pool.query(
      `insert into log select n, n, n,
          case when n % 1000 = 0 then 'pressrun.events.run.RunCancelled'
            else 'pressrun.events.task.TaskPublished' end, 1, '{}', now(), array[n], '[]'
        from generate_series(1, 50000) n`,
    )
    await log.pool.query('vacuum analyze log')
    const scans = async (streamId?: StreamId, type?: EventType) => {
      const client = await log.pool.connect()
      try {
        await client.query(`load 'auto_explain'; set auto_explain.log_min_duration = 0;
          set auto_explain.log_analyze = on; set auto_explain.log_level = notice`)
        const plans: string[] = []
        client.on('notice', ({ message }) => plans.push(message ?? ''))
        const pool = client as unknown as TestLog['pool']
        await readAudit({ ...log, pool }, { after: 0, streamId, type, limit: 10 })
        if (streamId) await readStream(pool, streamId)
        return plans.join('\n')
      } finally {
        client.release(true)
      }
    }
    const ofStream = await scans('task_44444')
    assert.match(ofStream, /log_about/)
    assert.doesNotMatch(ofStream, /Seq Scan/)
    const ofType = await scans(undefined, 'RunCancelled')
    assert.match(ofType, /log_subject/)
    assert.doesNotMatch(await scans(), /Seq Scan/)
  })
})
