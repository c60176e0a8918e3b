import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { commandHandler } from '@pressrun/db'
import { verifyState } from '@pressrun/db/testing'
import type { TaskId } from '@pressrun/events'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'
import { content, lost, meta, platforms, taskDesk } from '../tasks/task-desk.fixture.ts'

const later = '2099-03-29T09:00:00.000Z'

suite('a run that is moved to another time', () => {
  let gateway: TestGateway
  let accountIds: string[]
  before(async () => {
    gateway = await startGateway()
    accountIds = [await gateway.connect(), await gateway.connect(), await gateway.connect()]
  })
  after(async () => {
    assert.deepEqual((await verifyState(gateway.gateway.database.pool)).differences, [])
    await gateway[Symbol.asyncDispose]()
  })

  const create = async (more: object = {}) => {
    const order = { content, accountIds, start: true, scheduledAt: '2098-01-01T00:00:00Z', ...more }
    const { status, body } = await gateway.call('POST', '/runs', order)
    assert.equal(status, 201, JSON.stringify(body))
    return body
  }
  const move = (id: string, body: object = { scheduledAt: later }, headers = {}) =>
    gateway.call('PATCH', `/runs/${id}`, body, headers)
  const dispatch = (taskId: TaskId) =>
    gateway.handle({ command: { type: 'DispatchTask', taskId, now: Date.now() }, meta })
  type Shown = { id: string; dueAt: string; result: string; blockedOn?: object }

  test('moves its waiting tasks with it', async () => {
    const run = await create()
    const { status, body } = await move(run.id)
    assert.deepEqual([status, body.scheduledAt], [200, later])
    assert.ok(body.rescheduled.every(({ result }: Shown) => result === 'moved'))
    for (const { dueAt, blockedOn } of body.tasks as Shown[])
      assert.deepEqual([dueAt, blockedOn], [later, { reason: 'scheduled', until: later }])
  })

  test('leaves tasks in flight, and reports them', async () => {
    const run = await create({ scheduledAt: undefined })
    const [first, ...others] = run.tasks.map(({ id }: Shown) => id)
    await dispatch(first)
    const { body } = await move(run.id)
    assert.deepEqual(body.rescheduled, [
      { taskId: first, result: 'too-late' },
      ...others.map((taskId: string) => ({ taskId, result: 'moved' })),
    ])
    assert.notEqual(body.tasks[0].dueAt, later)
  })

  test('stays as it was when all of it is in flight', async () => {
    const run = await create({ scheduledAt: undefined, accountIds: accountIds.slice(0, 1) })
    await dispatch(run.tasks[0].id)
    const { body } = await move(run.id)
    assert.deepEqual([body.scheduledAt, body.version], [null, run.version])
    assert.equal(body.rescheduled[0].result, 'too-late')
  })

  test('does not move tasks that may be visible already', async () => {
    const desk = taskDesk(gateway)
    const accountId = await platforms.mastodon(gateway, 'doubtful')
    const [taskId] = await desk.order([accountId])
    assert.ok(taskId)
    await dispatch(taskId)
    const idempotency = { class: 'key', settleMs: 0, canReconcile: false } as const
    await desk.command({
      type: 'RecordOutcome',
      taskId,
      attempt: 1,
      generation: 1,
      outcome: lost,
      idempotency,
      policy: { attemptsMax: 5, baseMs: 60_000, capMs: 60_000 },
      startedAt: Date.now(),
      now: Date.now(),
      random: 0.5,
    })
    const { body: task } = await gateway.call('GET', `/tasks/${taskId}`)
    assert.deepEqual([task.status, task.inDoubt], ['queued', true])
    const { body } = await move(task.runId)
    assert.deepEqual(body.rescheduled, [{ taskId, result: 'too-late' }])
  })

  test('begins at its new time when it is a draft', async () => {
    const run = await create({ start: false, scheduledAt: undefined })
    assert.equal((await move(run.id)).body.scheduledAt, later)
    await gateway.call('POST', `/runs/${run.id}/start`)
    const { body } = await gateway.call('GET', `/runs/${run.id}`)
    assert.ok(body.tasks.every(({ dueAt }: Shown) => dueAt === later))
  })

  test('can be moved in local time, and to now', async () => {
    const run = await create()
    const local = { scheduledAt: '2099-03-29T02:30', timeZone: 'Europe/Berlin' }
    const { body } = await move(run.id, local)
    const { scheduledAt, timeZone, wallTime } = body
    assert.deepEqual(
      [scheduledAt, timeZone, wallTime],
      ['2099-03-29T01:00:00.000Z', 'Europe/Berlin', '2099-03-29T02:30:00'],
    )
    const now = await move(run.id, { scheduledAt: '2020-01-01T00:00:00Z' })
    assert.ok(now.body.tasks.every(({ dueAt }: Shown) => Date.parse(dueAt) <= Date.now()))
    const { body: task } = await gateway.call('GET', `/tasks/${now.body.tasks[0].id}`)
    assert.equal(task.eligibleAt, null)
  })

  test('keeps its zone when none is named, both to read and to show local time', async () => {
    const run = await create({ scheduledAt: '2099-01-01T09:00', timeZone: 'Europe/Berlin' })
    for (const scheduledAt of ['2099-07-01T10:00', '2099-07-01T08:00:00Z']) {
      await move(run.id)
      const { status, body } = await move(run.id, { scheduledAt })
      const { scheduledAt: at, timeZone, wallTime } = body
      assert.deepEqual(
        [status, at, timeZone, wallTime],
        [200, '2099-07-01T08:00:00.000Z', 'Europe/Berlin', '2099-07-01T10:00:00'],
      )
    }
  })

  test('is refused when it is over, unknown, or changed since the caller read it', async () => {
    const run = await create()
    const stale = await move(run.id, undefined, { 'if-match': '"1"' })
    assert.deepEqual([stale.status, stale.body.code], [412, 'version-mismatch'])
    await gateway.call('POST', `/runs/${run.id}/cancel`)
    const over = await move(run.id)
    assert.deepEqual([over.status, over.body.code], [409, 'run-over'])
    const missing = await move(gateway.gateway.newId('run'))
    assert.deepEqual([missing.status, missing.body.code], [404, 'run-not-found'])
    const wrong = await move(run.id, { scheduledAt: '2099-01-01T09:00' })
    assert.deepEqual([wrong.status, wrong.body.details[0].path], [400, 'scheduledAt'])
  })

  test('never goes out at its old time, even if sending begins meanwhile', async () => {
    const { pool } = gateway.gateway.database
    const another = commandHandler({ pool, now: Date.now })
    for (let i = 0; i < 10; i++) {
      const run = await create({ scheduledAt: undefined })
      const taskIds = run.tasks.map(({ id }: Shown) => id) as TaskId[]
      const [moved, ...sent] = await Promise.all([
        move(run.id),
        ...taskIds.map((taskId) =>
          another({ command: { type: 'DispatchTask', taskId, now: Date.now() }, meta }),
        ),
      ])
      for (const { taskId, result } of moved.body.rescheduled) {
        const { rows } = await pool.query<{ type: string; due: string }>(
          `select type, data->>'dueAt' as due from events where stream_id = $1 order by position`,
          [taskId],
        )
        if (result === 'too-late')
          assert.deepEqual(
            rows.map(({ type }) => type),
            ['TaskDue'],
          )
        else
          assert.ok(rows[0]?.type === 'TaskRescheduled' && rows.every(({ due }) => due === later))
      }
      assert.ok(sent.every(({ kind }) => kind === 'events'))
    }
  })
})
