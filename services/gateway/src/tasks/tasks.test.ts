import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { TaskId, CommitOutcome } from '@pressrun/events'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'

const content = { title: 'Release 1.0', body: 'It is *out*.' }
const meta = { projectId: 'project_00000000000000000000000000', actor: 'publisher' } as const
const rejected: CommitOutcome = { outcome: 'rejected', code: 'too-rude', message: 'no' }

suite('a task', () => {
  let gateway: TestGateway
  let accountId: string
  before(async () => {
    gateway = await startGateway()
    accountId = await gateway.connect()
  })
  after(() => gateway[Symbol.asyncDispose]())

  const queued = async (more: object = {}): Promise<TaskId> => {
    const order = { content, accountIds: [accountId], start: true, ...more }
    const { body } = await gateway.call('POST', '/runs', order)
    return body.tasks[0].id
  }
  const attempt = async (taskId: TaskId, outcome: CommitOutcome, number = 1) => {
    const now = Date.now()
    await gateway.handle({ command: { type: 'DispatchTask', taskId, now }, meta })
    await gateway.handle({
      command: {
        type: 'RecordOutcome',
        generation: 1,
        taskId,
        attempt: number,
        outcome,
        idempotency: { class: 'key', settleMs: 0, canReconcile: false },
        policy: { attemptsMax: 5, baseMs: 1_000, capMs: 60_000 },
        startedAt: now,
        now: now + 7,
        random: 0.5,
      },
      meta,
    })
  }
  const show = async (taskId: TaskId) => (await gateway.call('GET', `/tasks/${taskId}`)).body

  test('has its attempts and its history', async () => {
    const id = await queued()
    await attempt(id, rejected)
    const task = await show(id)
    assert.deepEqual(task.error, { code: 'too-rude', message: 'no', class: 'rejected' })
    const [only] = task.attempts
    assert.deepEqual([only.number, only.outcome, only.durationMs], [1, 'failed', 7])
    const types = task.events.map((event: { type: string }) => event.type)
    assert.deepEqual(types, ['TaskDue', 'TaskAttemptFailed'])
  })

  test('that failed is retried, by either path', async () => {
    for (const path of [
      (id: TaskId) => `/tasks/${id}/retry`,
      (id: TaskId) => `/tasks/retry/${id}`,
    ]) {
      const id = await queued()
      await attempt(id, rejected)
      const answer = await gateway.call('POST', path(id))
      assert.equal(answer.status, 202)
      assert.deepEqual(answer.body, { taskId: id, attempt: 2, source: 'live' })
      assert.equal((await show(id)).status, 'queued')
    }
  })

  test('that is published is published once more only by force', async () => {
    const id = await queued()
    await attempt(id, { outcome: 'published', remoteId: '7', url: 'https://example.org/7' })
    const refused = await gateway.call('POST', `/tasks/${id}/retry`, {})
    assert.deepEqual([refused.status, refused.body.code], [409, 'task-published'])
    const forced = await gateway.call('POST', `/tasks/${id}/retry`, { force: true })
    assert.equal(forced.status, 202)
    const task = await show(id)
    assert.deepEqual([task.status, task.generation, task.url], ['queued', 2, undefined])
  })

  test('that waits can be cancelled, one under way once its attempt is over', async () => {
    const id = await queued()
    const cancelled = await gateway.call('POST', `/tasks/${id}/cancel`)
    assert.deepEqual([cancelled.status, cancelled.body.status], [200, 'cancelled'])
    const busy = await queued()
    const command = { type: 'DispatchTask', taskId: busy, now: Date.now() } as const
    await gateway.handle({ command, meta })
    const late = await gateway.call('POST', `/tasks/${busy}/cancel`)
    assert.deepEqual(
      [late.status, late.body.status, late.body.cancelRequested],
      [202, 'running', true],
    )
    const waiting = await queued()
    assert.deepEqual((await show(waiting)).blockedOn, { reason: 'account-in-flight' })
  })

  test('shows what it waits for', async () => {
    const draft = await queued({ start: false })
    assert.deepEqual((await show(draft)).blockedOn, { reason: 'run-not-started' })
    const later = await queued({ scheduledAt: '2099-01-01T00:00:00Z' })
    const until = '2099-01-01T00:00:00.000Z'
    assert.deepEqual((await show(later)).blockedOn, { reason: 'scheduled', until })
  })

  test('shows that in every response', async () => {
    const id = await queued({ scheduledAt: '2099-01-01T00:00:00Z' })
    const { runId, blockedOn } = await show(id)
    assert.equal(blockedOn.reason, 'scheduled')
    const run = await gateway.call('GET', `/runs/${runId}`)
    assert.deepEqual(run.body.tasks[0].blockedOn, blockedOn)
    const list = await gateway.call('GET', `/tasks?runId=${runId}`)
    assert.deepEqual(list.body.items[0].blockedOn, blockedOn)
  })

  test('is found by run, status, platform and account', async () => {
    const id = await queued({ start: false })
    const { runId } = await show(id)
    const found = async (query: string) =>
      (await gateway.call('GET', `/tasks?${query}`)).body.items.map(
        (task: { id: string }) => task.id,
      )
    assert.deepEqual(await found(`runId=${runId}`), [id])
    assert.ok((await found(`status=planned&accountId=${accountId}&platform=feed`)).includes(id))
    assert.deepEqual(await found(`runId=${runId}&status=failed`), [])
    assert.deepEqual(await found(`runId=${runId}&platform=webhook`), [])
  })

  test('is found by when it was created', async () => {
    const before = new Date(Date.now() - 1).toISOString()
    const id = await queued()
    const after = new Date(Date.now() + 1_000).toISOString()
    const found = async (query: string) =>
      (await gateway.call('GET', `/tasks?${query}`)).body.items.map(
        (task: { id: string }) => task.id,
      )
    assert.ok((await found(`createdAfter=${before}&createdBefore=${after}`)).includes(id))
    assert.deepEqual(await found(`createdAfter=${after}`), [])
    assert.ok(!(await found(`createdBefore=${before}`)).includes(id))
  })

  test('that is unknown is a 404', async () => {
    const id = gateway.gateway.newId('task')
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/retry'],
      ['POST', '/cancel'],
    ] as const) {
      const answer = await gateway.call(method, `/tasks/${id}${path}`)
      assert.deepEqual([answer.status, answer.body.code], [404, 'task-not-found'])
    }
  })

  test('that went wrong is counted among the failures of its run', async () => {
    const id = await queued()
    await attempt(id, rejected)
    const { runId } = await show(id)
    const { body } = await gateway.call('GET', `/runs/${runId}/failures`)
    const group = { code: 'too-rude', platform: 'feed', accountId, count: 1, taskIds: [id] }
    assert.deepEqual(body.items, [group])
  })
})
