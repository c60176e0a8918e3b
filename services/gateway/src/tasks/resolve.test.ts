import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'
import { lost, platforms, taskDesk } from './task-desk.fixture.ts'

suite('resolving an unconfirmed task', () => {
  let gateway: TestGateway
  let accountId: string
  before(async () => {
    gateway = await startGateway()
    accountId = await platforms.discord(gateway, 'chat')
  })
  after(() => gateway[Symbol.asyncDispose]())

  const unconfirmed = () => taskDesk(gateway).ended(accountId, lost)
  const resolve = (taskId: string, body: object) =>
    gateway.call('POST', `/tasks/${taskId}/resolve`, body)

  test('as published ends it, with where the post is', async () => {
    const taskId = await unconfirmed()
    const url = 'https://chat.example/7'
    const answer = await resolve(taskId, { outcome: 'published', remoteId: '7', url })
    assert.equal(answer.status, 200)
    const { status, remoteId } = answer.body
    assert.deepEqual([status, remoteId, answer.body.url], ['published', '7', url])
    const shown = await taskDesk(gateway).show(taskId)
    assert.equal(shown.inDoubt, false)
    const [attempt] = shown.attempts
    assert.deepEqual([attempt.outcome, attempt.knownBy, attempt.url], ['published', 'person', url])
  })

  test('as not published makes it a failed one, which can be retried', async () => {
    const taskId = await unconfirmed()
    const { status, body } = await resolve(taskId, { outcome: 'not-published' })
    assert.deepEqual(
      [status, body.status, body.error.code],
      [200, 'failed', 'resolved-not-published'],
    )
    const retried = await gateway.call('POST', `/tasks/${taskId}/retry`)
    assert.equal(retried.status, 202)
    assert.equal((await taskDesk(gateway).show(taskId)).inDoubt, false)
  })

  test('is refused when its outcome is known', async () => {
    const taskId = await unconfirmed()
    await resolve(taskId, { outcome: 'published' })
    for (const outcome of ['published', 'not-published']) {
      const { status, body } = await resolve(taskId, { outcome })
      assert.deepEqual([status, body.code], [409, 'task-not-unconfirmed'])
    }
  })

  test('accepts an address that can be opened, and no unknown fields', async () => {
    const taskId = await unconfirmed()
    const published = { outcome: 'published' }
    for (const body of [
      {},
      { outcome: 'maybe' },
      { outcome: 'not-published', url: 'https://chat.example/7' },
      { ...published, url: 'javascript:alert(1)' },
      { ...published, url: `https://chat.example/${'7'.repeat(2_000)}` },
      { ...published, remoteId: '' },
      { ...published, note: 'x' },
    ]) {
      const answer = await resolve(taskId, body)
      assert.deepEqual([answer.status, answer.body.code], [400, 'validation-failed'])
    }
    const unknown = await resolve(gateway.gateway.newId('task'), published)
    assert.equal(unknown.status, 404)
  })
})
