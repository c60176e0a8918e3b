import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Command } from '@pressrun/events'
import pg from 'pg'
import { eventually } from '@pressrun/tests'
import {
  connectAccount,
  dispatch,
  firstTask,
  meta,
  newRun,
  openTestLog,
  publish,
  start,
  type TestLog,
} from '../database.fixture.ts'
import { EventTooLarge } from '../log/chunks.ts'
import { readStream } from '../log/read.ts'
import { verifyState } from '../log/verify.ts'
import { violatedConstraint } from './failures.ts'
import { loadStates } from './states.ts'

const typesOf = async (log: TestLog, streamId: string) =>
  (await readStream(log.pool, streamId)).map((event) => event.type)

/** Keeps all others from committing, until it is disposed. */
async function heldHead({ url, pool }: TestLog) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('begin; select position from log_head for update')
  const waiting = (count: number) =>
    eventually(async () => {
      const { rows } = await pool.query<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`,
      )
      return rows[0]?.n === count
    })
  const letGo = () => client.end()
  return { waiting, letGo, [Symbol.asyncDispose]: letGo }
}

suite('handling a command', () => {
  test('returns the events once they are in the log', async () => {
    await using log = await openTestLog()
    const run = newRun(3)
    const { kind } = await log.handle({ command: run, meta })
    assert.equal(kind, 'events')
    assert.deepEqual(await typesOf(log, run.runId), ['RunCreated', 'TasksPlanned', 'RunStarted'])
  })

  test('returns a refusal and leaves no trace', async () => {
    await using log = await openTestLog()
    const answer = await log.handle({ command: start(newRun().runId), meta })
    assert.deepEqual(answer, { kind: 'refused', reason: 'run-not-found' })
    assert.equal((await verifyState(log.pool)).position, 0)
  })

  test('says when it was recorded', async () => {
    await using log = await openTestLog()
    const run = newRun()
    const answer = await log.handle({ command: run, meta })
    const recorded = (await readStream(log.pool, run.runId)).map((event) => event.recordedAt)
    assert.equal(answer.kind === 'events' && answer.at, recorded[0])
  })

  test('handling a command on a stream wrongly taken for new decides on its actual state', async () => {
    await using log = await openTestLog()
    const run = newRun()
    await log.handle({ command: run, meta })
    const again = await log.handle({ command: run, meta, isNew: true })
    assert.deepEqual(again, { kind: 'refused', reason: 'run-exists' })
  })

  test('stores the actor', async () => {
    await using log = await openTestLog()
    const run = newRun()
    const traced = { ...meta, traceparent: '00-11-22-01', correlationId: 'c' }
    await log.handle({ command: run, meta: traced })
    for (const event of await readStream(log.pool, run.runId)) assert.deepEqual(event.meta, traced)
  })

  test('a row that belongs to it is committed or rolled back with it', async () => {
    await using log = await openTestLog()
    const extraStatements = (sha: string) => [
      { text: 'insert into snapshots (sha256, content) values ($1, $2)', values: [sha, '{}'] },
    ]
    await log.handle({
      command: newRun(1, { snapshot: 'kept' }),
      meta,
      extraStatements: extraStatements('kept'),
    })
    const refused = {
      command: start(newRun().runId),
      meta,
      extraStatements: extraStatements('lost'),
    }
    await log.handle(refused)
    const failing = {
      command: newRun(1, { snapshot: 'none' }),
      meta,
      extraStatements: extraStatements('lost'),
    }
    await assert.rejects(log.handle(failing))
    const { rows } = await log.pool.query(`select 1 from snapshots where sha256 in ('kept','lost')`)
    assert.equal(rows.length, 1)
  })
})

suite('two concurrent commands', () => {
  test('of two publishers of one task one wins, and the other decides again', async () => {
    await using log = await openTestLog()
    const other = log.another()
    const run = newRun()
    await log.handle({ command: run, meta })
    await using head = await heldHead(log)
    const results = [log, other].map(({ handle }) => handle({ command: dispatch(run), meta }))
    await head.waiting(2)
    await head.letGo()
    assert.deepEqual((await Promise.all(results)).map((answer) => answer.kind).toSorted(), [
      'events',
      'refused',
    ])
    assert.deepEqual(await typesOf(log, firstTask(run)), ['TaskDue'])
  })

  test('a command on a stale state is decided again on the current one', async () => {
    await using log = await openTestLog()
    const run = newRun()
    await log.handle({ command: run, meta })
    const { tasks } = await loadStates(log.pool, [dispatch(run)])
    const known = tasks.get(firstTask(run))
    assert.ok(known)
    await log.handle({ command: dispatch(run), meta })
    const late = await log.handle({ command: dispatch(run), meta, known })
    assert.deepEqual(late, { kind: 'refused', reason: 'task-not-queued' })
    assert.deepEqual(await typesOf(log, firstTask(run)), ['TaskDue'])
  })

  test('the second of two commands that create the same run is refused', async () => {
    await using log = await openTestLog()
    const other = log.another()
    const run = newRun()
    await using head = await heldHead(log)
    const results = [log, other].map(({ handle }) => handle({ command: run, meta }))
    await head.waiting(2)
    await head.letGo()
    assert.deepEqual((await Promise.all(results)).map((answer) => answer.kind).toSorted(), [
      'events',
      'refused',
    ])
  })

  test('twenty concurrent starts of a run start it once', async () => {
    await using log = await openTestLog()
    const run = newRun(3, { start: false })
    await log.handle({ command: run, meta })
    const handlers = [log, log.another(), log.another(), log.another()]
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (handlers[i % handlers.length] ?? log).handle({ command: start(run.runId), meta }),
      ),
    )
    assert.equal(results.filter((answer) => answer.kind === 'events').length, 1)
    assert.equal(results.filter((answer) => answer.kind === 'nothing').length, 19)
    assert.deepEqual(await typesOf(log, run.runId), ['RunCreated', 'TasksPlanned', 'RunStarted'])
    const { rows } = await log.pool.query(`select distinct status from tasks`)
    assert.deepEqual(rows, [{ status: 'queued' }])
  })

  test('a cancellation concurrent with the start of its run leaves rows and log in agreement', async () => {
    await using log = await openTestLog()
    const other = log.another()
    const run = newRun(1, { start: false })
    await log.handle({ command: run, meta })
    await using head = await heldHead(log)
    const started = log.handle({ command: start(run.runId), meta })
    await head.waiting(1)
    const cancelled = other.handle({
      command: { type: 'CancelTask', taskId: firstTask(run), now: Date.now() },
      meta,
    })
    await head.waiting(2)
    await head.letGo()
    await Promise.all([started, cancelled])
    assert.deepEqual((await verifyState(log.pool)).differences, [])
  })
})

suite('one fault among others', () => {
  const good = () => [newRun(), newRun(2), newRun(3)]

  /** Gives all commands at once, so that they share a transaction; returns the fault of the bad one. */
  async function faultOf(log: TestLog, bad: Command): Promise<unknown> {
    const runs = good()
    const [first, second, third] = runs
    assert.ok(first && second && third)
    const commands: Command[] = [first, second, bad, third]
    const results = await Promise.allSettled(
      commands.map((command) => log.handle({ command, meta })),
    )
    assert.deepEqual(
      results.map((answer) => answer.status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    )
    for (const run of runs) assert.equal((await typesOf(log, run.runId)).length, 3)
    assert.deepEqual((await verifyState(log.pool)).differences, [])
    return results[2]?.status === 'rejected' ? results[2].reason : undefined
  }

  test('a taken name fails its own command only', async () => {
    await using log = await openTestLog()
    await log.handle({ command: connectAccount('News'), meta })
    const fault = await faultOf(log, connectAccount('News'))
    assert.equal(violatedConstraint(fault), 'accounts_name')
  })

  test('a missing snapshot fails its own command only', async () => {
    await using log = await openTestLog()
    const fault = await faultOf(log, newRun(1, { snapshot: 'none' }))
    assert.equal((fault as pg.DatabaseError).code, '23503')
  })

  test('a text that Postgres refuses fails its own command only', async () => {
    await using log = await openTestLog()
    const fault = await faultOf(log, newRun(1, { title: 'a\0b' }))
    // The statement that failed is named, not those the server refused after it (25P02).
    assert.equal((fault as pg.DatabaseError).code, '22021')
  })

  test('an event too large for the stream fails its own command only', async () => {
    await using log = await openTestLog()
    const large = { ...connectAccount('News'), settings: { text: 'é'.repeat(500_000) } }
    assert.ok((await faultOf(log, large)) instanceof EventTooLarge)
  })

  test('a refusal fails no other command', async () => {
    await using log = await openTestLog()
    const run = newRun()
    const results = await Promise.all(
      [run, start(newRun().runId), newRun()].map((command) => log.handle({ command, meta })),
    )
    assert.deepEqual(
      results.map((answer) => answer.kind),
      ['events', 'refused', 'events'],
    )
  })
})

suite('commands of one batch', () => {
  test('share a transaction, and each sees what those before it did', async () => {
    await using log = await openTestLog()
    const run = newRun(1, { start: false })
    const results = await Promise.all(
      [run, run, start(run.runId), start(run.runId)].map((command) =>
        log.handle({ command, meta }),
      ),
    )
    assert.deepEqual(
      results.map((answer) => answer.kind),
      ['events', 'refused', 'events', 'nothing'],
    )
    const xids = await log.pool.query('select distinct xmin from log')
    assert.equal(xids.rowCount, 1)
    assert.deepEqual((await verifyState(log.pool)).differences, [])
  })

  test('may take one task several steps', async () => {
    await using log = await openTestLog()
    const run = newRun()
    await log.handle({ command: run, meta })
    const steps: Command[] = [
      dispatch(run),
      publish(run),
      { type: 'RetryTask', taskId: firstTask(run), force: true, now: Date.now() },
      dispatch(run),
      publish(run, 2),
    ]
    for (const answer of await Promise.all(steps.map((command) => log.handle({ command, meta }))))
      assert.equal(answer.kind, 'events')
    assert.deepEqual((await verifyState(log.pool)).differences, [])
  })
})
