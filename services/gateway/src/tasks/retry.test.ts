import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'
import { lost, platforms, rejected, taskDesk } from './task-desk.fixture.ts'

suite('retrying a task', () => {
  let gateway: TestGateway
  before(async () => void (gateway = await startGateway()))
  after(() => gateway[Symbol.asyncDispose]())

  const retry = async (taskId: string, body?: object, headers = {}) => {
    const answer = await gateway.call('POST', `/tasks/${taskId}/retry`, body, headers)
    return { status: answer.status, code: answer.body.code, attempt: answer.body.attempt }
  }

  test('of unknown outcome is left to a person', async () => {
    const desk = taskDesk(gateway)
    const taskId = await desk.ended(await platforms.discord(gateway, 'ask'), lost)
    assert.deepEqual((await desk.show(taskId)).blockedOn, { reason: 'resolution' })
    const { status, code } = await retry(taskId)
    assert.deepEqual([status, code], [409, 'task-unconfirmed'])
  })

  test('is safe where the platform can be asked first; it stays in doubt until then', async () => {
    const desk = taskDesk(gateway)
    const taskId = await desk.ended(await platforms.mastodon(gateway, 'asked'), lost)
    assert.equal((await retry(taskId)).status, 202)
    const { status, inDoubt, generation } = await desk.show(taskId)
    assert.deepEqual(
      { status, inDoubt, generation },
      { status: 'queued', inDoubt: true, generation: 1 },
    )
  })

  test('is safe where the platform makes one post of a repeat', async () => {
    const desk = taskDesk(gateway)
    const taskId = await desk.ended(await gateway.connect('feed'), lost)
    assert.equal((await retry(taskId)).status, 202)
  })

  test('is safe where the account prefers two posts to none', async () => {
    const desk = taskDesk(gateway)
    const policy = { unconfirmedPolicy: 'at-least-once' }
    const taskId = await desk.ended(await platforms.discord(gateway, 'twice', policy), lost)
    assert.equal((await retry(taskId)).status, 202)
  })

  test('by force makes a second post of an unconfirmed one', async () => {
    const desk = taskDesk(gateway)
    const taskId = await desk.ended(await platforms.discord(gateway, 'force'), lost)
    assert.equal((await retry(taskId, { force: true })).status, 202)
    const { inDoubt, generation } = await desk.show(taskId)
    assert.deepEqual({ inDoubt, generation }, { inDoubt: false, generation: 2 })
  })

  test('happens once for a repeated request', async () => {
    const desk = taskDesk(gateway)
    const taskId = await desk.ended(await gateway.connect('again'), rejected)
    const key = { 'idempotency-key': 'retry-once' }
    assert.deepEqual(await retry(taskId, {}, key), { status: 202, code: undefined, attempt: 2 })
    await desk.attempt(taskId, rejected, { number: 2 })
    // As when the gateway died before it could store its response, and the claim has grown old.
    await gateway.gateway.database.pool.query(
      `update idempotency_keys set status = null, claimed_at = null where key = 'retry-once'`,
    )
    assert.deepEqual(await retry(taskId, {}, key), { status: 202, code: undefined, attempt: 2 })
    assert.equal((await desk.show(taskId)).status, 'failed')
    assert.equal(await desk.retries(taskId), 1)
  })
})
