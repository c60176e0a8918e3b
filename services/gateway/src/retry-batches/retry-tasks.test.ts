import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { taskIdOf, type AccountId, type TaskId } from '@pressrun/events'
import { eventually } from '@pressrun/tests'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'
import { content, lost, meta, platforms, rejected, taskDesk } from '../tasks/task-desk.fixture.ts'
import { openRetryWorker } from './retry-worker.ts'

suite('retrying many tasks', () => {
  let gateway: TestGateway
  before(async () => void (gateway = await startGateway()))
  after(() => gateway[Symbol.asyncDispose]())

  const retry = (body: object, headers = {}) =>
    gateway.call('POST', '/tasks/batch/retry', body, headers)
  const follow = async (batchId: string) =>
    (await gateway.call('GET', `/tasks/batch/retry/${batchId}`)).body

  test('retries each named task, and gives the reasons for the others', async () => {
    const desk = taskDesk(gateway)
    const accountId = await gateway.connect()
    const failed = await desk.ended(accountId, rejected)
    const published = await desk.ended(accountId, { outcome: 'published' })
    const asked = await desk.ended(await platforms.mastodon(gateway, 'asked'), lost)
    const silent = await desk.ended(await platforms.discord(gateway, 'silent'), lost)
    const removed = await gateway.connect()
    const orphan = await desk.ended(removed, rejected)
    await gateway.call('DELETE', `/accounts/${removed}`)
    const over = await desk.ended(accountId, rejected)
    await gateway.call('POST', `/runs/${(await desk.show(over)).runId}/cancel`)
    const [draft] = await desk.order([accountId], { start: false })
    const nobody = gateway.gateway.newId('task')

    const taskIds = [failed, failed, published, asked, silent, orphan, over, draft, nobody]
    const preview = await retry({ taskIds, dryRun: true })
    const { status, body } = await retry({ taskIds })

    assert.equal(preview.status, 200)
    assert.deepEqual(preview.body, { ...body, batchId: null, dryRun: true })
    assert.equal(status, 202)
    const { matched, accepted, refusedCount } = body
    assert.deepEqual(
      { matched, accepted, refusedCount },
      { matched: 8, accepted: 2, refusedCount: 6 },
    )
    const codes = new Map(
      body.refused.map(({ taskId, code }: { taskId: TaskId; code: string }) => [taskId, code]),
    )
    assert.deepEqual(Object.fromEntries(codes), {
      [published]: 'task-published',
      [silent]: 'task-unconfirmed',
      [orphan]: 'account-not-found',
      [over]: 'run-over',
      [String(draft)]: 'run-not-started',
      [nobody]: 'task-not-found',
    })
    assert.equal((await desk.show(failed)).status, 'queued')
    assert.equal((await desk.show(asked)).inDoubt, true)
    const { state, done, finishedAt, ...followed } = await follow(body.batchId)
    assert.deepEqual([state, done], ['done', 8])
    assert.ok(finishedAt)
    assert.deepEqual(followed.refused, body.refused)
  })

  test('has the caller as the actor, each task with the id of the batch', async () => {
    const desk = taskDesk(gateway)
    const taskId = await desk.ended(await gateway.connect(), rejected)
    const { body } = await retry({ taskIds: [taskId] })
    const { events } = await desk.show(taskId)
    const { type, actor, data } = events.at(-1)
    assert.deepEqual([type, actor, data.requestId], ['TaskRetryRequested', 'admin', body.batchId])
  })

  test('that match a filter leaves the others alone', async () => {
    const desk = taskDesk(gateway)
    const [rude, other] = [await gateway.connect(), await gateway.connect()]
    const inTime = await desk.ended(rude, rejected)
    const elsewhere = await desk.ended(other, rejected)
    const unlike = await desk.ended(rude, { ...rejected, code: 'too-long' })
    const { body } = await retry({
      filter: { accountId: rude, status: 'failed', code: 'too-rude' },
    })
    assert.deepEqual([body.matched, body.accepted], [1, 1])
    const statuses = await Promise.all([inTime, elsewhere, unlike].map(desk.show))
    assert.deepEqual(
      statuses.map((task) => task.status),
      ['queued', 'failed', 'failed'],
    )
    const listed = await gateway.call('GET', `/tasks?accountId=${rude}&code=too-long`)
    assert.deepEqual(
      listed.body.items.map((task: { id: string }) => task.id),
      [unlike],
    )
  })

  test('that match nothing is done at once', async () => {
    const { body } = await retry({ filter: { code: 'never-seen' } })
    assert.deepEqual([body.matched, body.accepted, body.refusedCount], [0, 0, 0])
    assert.equal((await follow(body.batchId)).state, 'done')
  })

  test('by force publishes published tasks once more', async () => {
    const desk = taskDesk(gateway)
    const taskId = await desk.ended(await gateway.connect(), {
      outcome: 'published',
      remoteId: '7',
    })
    const { body } = await retry({ taskIds: [taskId], force: true })
    assert.equal(body.accepted, 1)
    const { generation, remoteId } = await desk.show(taskId)
    assert.deepEqual([generation, remoteId], [2, undefined])
  })

  test('requires a selection: an empty filter would be all tasks', async () => {
    const [taskId] = [gateway.gateway.newId('task')]
    for (const body of [
      {},
      { filter: {} },
      { taskIds: [] },
      { taskIds: [taskId], filter: { status: 'failed' } },
      { filter: { state: 'failed' } },
      { taskIds: Array.from({ length: 1_001 }, () => gateway.gateway.newId('task')) },
    ]) {
      const answer = await retry(body)
      assert.deepEqual([answer.status, answer.body.code], [400, 'validation-failed'])
    }
    assert.match((await retry({ filter: {} })).body.detail, /name at least one/)
  })

  test('of an unknown batch is a 404', async () => {
    const answer = await gateway.call('GET', `/tasks/batch/retry/${gateway.gateway.newId('batch')}`)
    assert.deepEqual([answer.status, answer.body.code], [404, 'batch-not-found'])
  })

  test('beyond one chunk is acknowledged at once, and goes on in chunks', async () => {
    const accountId = await gateway.connect()
    const runId = await failedRun(gateway, accountId, 1_201)
    const key = { 'idempotency-key': 'many' }
    const { body } = await retry({ filter: { runId } }, key)
    assert.deepEqual([body.matched, body.accepted, body.refusedCount], [1_201, 1_201, 0])
    await eventually(async () => (await follow(body.batchId)).state === 'done')
    const { accepted, refusedCount, done } = await follow(body.batchId)
    assert.deepEqual([accepted, refusedCount, done], [1_201, 0, 1_201])
    assert.equal(await countRetries(gateway, runId), 1_201)
    const again = await retry({ filter: { runId } }, key)
    assert.deepEqual(again.body, body)
    assert.equal(again.headers['idempotency-replayed'], 'true')
  })

  test('with hundreds of refusals lists a hundred', async () => {
    const runId = await failedRun(gateway, await gateway.connect(), 700, 'draft')
    const preview = await retry({ filter: { runId }, dryRun: true })
    const { body } = await retry({ filter: { runId } })
    for (const answer of [preview.body, body]) {
      const { matched, accepted, refusedCount, refused } = answer
      assert.deepEqual([matched, accepted, refusedCount, refused.length], [700, 0, 700, 100])
    }
    await eventually(async () => (await follow(body.batchId)).state === 'done')
    assert.equal((await follow(body.batchId)).refused.length, 100)
  })
})

suite('a retry of many tasks that its gateway did not finish', () => {
  test('is finished by another gateway, each task once', async () => {
    await using gateway = await startGateway()
    const { database, newId, log } = gateway.gateway
    const runId = await failedRun(gateway, await gateway.connect(), 1_300)
    const id = newId('batch')
    await database.pool.query(
      `insert into retry_batches (id, force, meta, matched, created_at)
        values ($1, false, '{"actor":"admin"}', 1300, now())`,
      [id],
    )
    await database.pool.query(
      `insert into retry_batch_tasks select $1, id from tasks where run_id = $2`,
      [id, runId],
    )
    await using _first = openRetryWorker({ database, now: Date.now, log })
    await using _second = openRetryWorker({ database, now: Date.now, log })
    await eventually(
      async () => (await gateway.call('GET', `/tasks/batch/retry/${id}`)).body.state === 'done',
    )
    assert.equal(await countRetries(gateway, runId), 1_300)
  })

  test('is not delayed by a broken batch', async () => {
    await using gateway = await startGateway()
    const { database, newId, log } = gateway.gateway
    const ids = [newId('batch'), newId('batch')]
    await database.pool.query(
      `insert into retry_batches (id, force, meta, matched, created_at, refused)
        select id, false, '{"actor":"admin"}', 1, now(), refused::json
        from unnest($1::text[], array['null', '[]']) as batch (id, refused)`,
      [ids],
    )
    await database.pool.query('insert into retry_batch_tasks select unnest($1::text[]), $2', [
      ids,
      newId('task'),
    ])
    await using _worker = openRetryWorker({ database, now: Date.now, log })
    await eventually(
      async () => (await gateway.call('GET', `/tasks/batch/retry/${ids[1]}`)).body.state === 'done',
    )
    await eventually(() => gateway.logged.some((line) => line.includes('have to wait')))
  })

  test('has its present state returned when its request is repeated', async () => {
    await using gateway = await startGateway()
    const desk = taskDesk(gateway)
    const taskId = await desk.ended(await gateway.connect(), rejected)
    const order = { taskIds: [taskId] }
    const key = { 'idempotency-key': 'crashed' }
    const first = await gateway.call('POST', '/tasks/batch/retry', order, key)
    await desk.attempt(taskId, rejected, { number: 2 })
    await gateway.gateway.database.pool.query(
      'update idempotency_keys set status = null, claimed_at = null',
    )
    const second = await gateway.call('POST', '/tasks/batch/retry', order, key)
    assert.deepEqual(second.body, first.body)
    assert.equal(await desk.retries(taskId), 1)
  })
})

/** A run of so many failed tasks, whose rows are written directly, to be quick. */
async function failedRun(
  gateway: TestGateway,
  accountId: string,
  tasks: number,
  status: 'running' | 'draft' = 'running',
): Promise<string> {
  const start = status === 'running'
  const order = { content, accountIds: [accountId], start }
  const { body: run } = await gateway.call('POST', '/runs', order)
  const { pool } = gateway.gateway.database
  const ids = Array.from({ length: tasks }, (_, ordinal) => taskIdOf(run.id, ordinal))
  await pool.query('delete from queue where account_id = $1', [accountId])
  await pool.query('delete from tasks where run_id = $1', [run.id])
  await pool.query(
    `insert into tasks (id, version, status, run_id, project_id, account_id, platform,
        priority, attempt, counted_attempts, generation, in_doubt, error)
      select id, 0, 'failed', $2, $3, $4, 'feed', 5, 1, 1, 1, false,
        '{"class":"rejected","code":"too-rude","message":"no"}'
      from unnest($1::text[]) as new (id)`,
    [ids, run.id, meta.projectId, accountId satisfies string as AccountId],
  )
  return run.id
}

async function countRetries({ gateway }: TestGateway, runId: string): Promise<number> {
  const { rows } = await gateway.database.pool.query<{ count: number }>(
    `select count(*) from events join tasks on tasks.id = events.stream_id
      where run_id = $1 and type = 'TaskRetryRequested'`,
    [runId],
  )
  return rows[0]?.count ?? 0
}
