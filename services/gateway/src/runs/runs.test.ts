import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { TaskId } from '@pressrun/events'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'

const content = { title: 'Release 1.0', body: 'It is *out*.' }
const meta = { projectId: 'project_00000000000000000000000000', actor: 'scheduler' } as const

suite('a run', () => {
  let gateway: TestGateway
  let accountIds: string[]
  before(async () => {
    gateway = await startGateway()
    accountIds = [await gateway.connect(), await gateway.connect(), await gateway.connect()]
  })
  after(() => gateway[Symbol.asyncDispose]())

  const create = async (more: object = {}) => {
    const { status, body } = await gateway.call('POST', '/runs', { content, accountIds, ...more })
    assert.equal(status, 201, JSON.stringify(body))
    return body
  }
  const dispatch = (taskId: TaskId) =>
    gateway.handle({ command: { type: 'DispatchTask', taskId, now: Date.now() }, meta })

  test('is a draft until it is started', async () => {
    const run = await create()
    assert.deepEqual([run.status, run.counts.planned, run.startedAt], ['draft', 3, null])
  })

  test('starts at once on request', async () => {
    const run = await create({ start: true })
    assert.deepEqual([run.status, run.counts.queued], ['running', 3])
  })

  test('is started once, also when twenty ask at the same time', async () => {
    const run = await create()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => gateway.call('POST', `/runs/${run.id}/start`)),
    )
    assert.ok(answers.every((answer) => answer.status === 202))
    assert.ok(answers.every((answer) => answer.body.runId === run.id))
    assert.equal(answers.filter((answer) => !answer.body.alreadyRunning).length, 1)
    const { items } = (await gateway.call('GET', `/events?streamId=${run.id}&type=RunStarted`)).body
    assert.equal(items.length, 1)
  })

  test('needs exactly one of an article and a content', async () => {
    const { body: article } = await gateway.call('POST', '/articles', content)
    for (const what of [{}, { content, articleId: article.id }]) {
      const answer = await gateway.call('POST', '/runs', { ...what, accountIds })
      assert.deepEqual([answer.status, answer.body.code], [400, 'validation-failed'])
    }
    const run = await create({ content: undefined, articleId: article.id })
    assert.deepEqual([run.articleId, run.title], [article.id, content.title])
  })

  test('of an unknown article is refused', async () => {
    const articleId = gateway.gateway.newId('article')
    const answer = await gateway.call('POST', '/runs', { articleId, accountIds })
    assert.deepEqual([answer.status, answer.body.code], [400, 'article-not-found'])
  })

  test('pauses and resumes, and reports when it cannot', async () => {
    const run = await create()
    const early = await gateway.call('POST', `/runs/${run.id}/pause`)
    assert.deepEqual([early.status, early.body.code], [409, 'run-not-started'])
    await gateway.call('POST', `/runs/${run.id}/start`)
    const paused = await gateway.call('POST', `/runs/${run.id}/pause`)
    assert.equal(paused.body.status, 'paused')
    const resumed = await gateway.call('POST', `/runs/${run.id}/resume`)
    assert.equal(resumed.body.status, 'running')
  })

  test('that is cancelled reports for each task whether it was in time', async () => {
    const run = await create({ start: true })
    const [first, second, third] = run.tasks.map((task: { id: TaskId }) => task.id)
    await dispatch(first)
    const cancelled = await gateway.call('POST', `/runs/${run.id}/cancel`)
    const expected = [
      { taskId: first, result: 'too-late' },
      { taskId: second, result: 'cancelled' },
      { taskId: third, result: 'cancelled' },
    ]
    assert.deepEqual(cancelled.body, { runId: run.id, tasks: expected })
    const again = await gateway.call('POST', `/runs/${run.id}/cancel`)
    assert.deepEqual(again.body.tasks, expected)
    const late = await gateway.call('POST', `/runs/${run.id}/start`)
    assert.deepEqual([late.status, late.body.code], [409, 'run-over'])
    const retried = await gateway.call('POST', `/tasks/${second}/retry`)
    assert.deepEqual([retried.status, retried.body.code], [409, 'run-over'])
  })

  test('is listed newest first, page by page, each once', async () => {
    const created = [await create(), await create(), await create()].map((run) => run.id)
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await gateway.call('GET', `/runs?limit=2${cursor && `&cursor=${cursor}`}`)
      assert.ok(body.items.length <= 2)
      assert.ok(body.items.every((run: object) => !('tasks' in run)))
      seen.push(...body.items.map((run: { id: string }) => run.id))
      cursor = body.nextCursor
    } while (cursor)
    assert.deepEqual(seen.slice(0, 3), created.toReversed())
    assert.equal(new Set(seen).size, seen.length)
  })

  test('is found by its status and project', async () => {
    const run = await create()
    const drafts = await gateway.call('GET', `/runs?status=draft&projectId=${run.projectId}`)
    assert.equal(drafts.body.items[0].id, run.id)
    assert.ok(drafts.body.items.every((item: { status: string }) => item.status === 'draft'))
  })

  test('that is unknown is a 404, an id of another kind a 400', async () => {
    const missing = await gateway.call('GET', `/runs/${gateway.gateway.newId('run')}`)
    assert.deepEqual([missing.status, missing.body.code], [404, 'run-not-found'])
    for (const action of ['start', 'pause', 'resume', 'cancel']) {
      const answer = await gateway.call('POST', `/runs/${gateway.gateway.newId('run')}/${action}`)
      assert.deepEqual([answer.status, answer.body.code], [404, 'run-not-found'])
    }
    const wrong = await gateway.call('GET', `/runs/${gateway.gateway.newId('task')}`)
    assert.deepEqual([wrong.status, wrong.body.code], [400, 'validation-failed'])
  })
})
