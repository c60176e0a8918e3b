import assert from 'node:assert/strict'
import { after, before, beforeEach, suite, test } from 'node:test'
import type { VerifyResponse } from '@pressrun/bus'
import type { AccountId } from '@pressrun/events'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'
import { content, meta } from '../tasks/task-desk.fixture.ts'

const hook = { platform: 'webhook', settings: { url: 'http://127.0.0.1:9/hook' } }
const credentials = { secret: `whsec_${Buffer.alloc(24, 7).toString('base64')}` }
const revoked = { code: 'auth-required', message: 'The token was revoked.' }
const wrong = { outcome: 'auth-required', message: 'The new token is wrong, too.' } as const

suite('an account that is held', () => {
  let gateway: TestGateway
  let asked: string[]
  let verdict: VerifyResponse | Error
  before(async () => {
    const verify = (id: string) => {
      asked.push(id)
      return verdict instanceof Error ? Promise.reject(verdict) : Promise.resolve(verdict)
    }
    gateway = await startGateway({ verify })
  })
  after(() => gateway[Symbol.asyncDispose]())
  beforeEach(() => {
    asked = []
    verdict = { outcome: 'verified', identity: { name: '@shore' } }
  })

  let accounts = 0
  const connected = async (): Promise<AccountId> => {
    const name = `hook ${++accounts}`
    return (await gateway.call('POST', '/accounts', { ...hook, name })).body.id
  }
  const held = async (): Promise<AccountId> => {
    const accountId = await connected()
    const command = { type: 'HoldAccount', accountId, ...revoked } as const
    await gateway.handle({ command, meta })
    return accountId
  }
  const change = async (id: string, body: object) =>
    (await gateway.call('PATCH', `/accounts/${id}`, body)).body
  const verify = (id: string) => gateway.call('POST', `/accounts/${id}/verify`)
  const show = async (id: string) => (await gateway.call('GET', `/accounts/${id}`)).body

  test('resumes with new credentials, once its platform has accepted them', async () => {
    const id = await held()
    const { state, reason, verified, verification } = await change(id, { credentials })
    assert.deepEqual([state, reason], ['active', null])
    assert.deepEqual(verified, { identity: { name: '@shore' } })
    assert.deepEqual(verification, verdict)
    assert.deepEqual(asked, [id])
  })

  test('stays held with credentials that are no better, and shows that', async () => {
    const id = await held()
    verdict = wrong
    const { state, reason, verification } = await change(id, { credentials })
    assert.equal(state, 'held')
    assert.deepEqual(reason, { code: 'auth-required', message: wrong.message })
    assert.deepEqual(verification, wrong)
  })

  test('stays held while it is unknown whether they are', async () => {
    for (const unsaid of [new Error('nobody'), { outcome: 'not-sent', message: 'dns' } as const]) {
      const id = await held()
      verdict = unsaid
      const { state, reason } = await change(id, { credentials })
      assert.deepEqual([state, reason.code], ['held', 'not-verified'])
    }
  })

  test('may have been held for its settings: new ones are verified, too', async () => {
    const { state } = await change(await held(), { settings: { url: 'http://127.0.0.1:9/other' } })
    assert.equal(state, 'active')
  })

  test('is not verified again for a new name', async () => {
    const { state, verification } = await change(await held(), { name: 'renamed' })
    assert.deepEqual([state, verification, asked], ['held', undefined, []])
  })

  test('resumes when a verification succeeds', async () => {
    const id = await held()
    const answer = await verify(id)
    assert.deepEqual([answer.status, answer.body], [200, verdict])
    assert.equal((await show(id)).state, 'active')
  })

  test('keeps its reason when its platform cannot be asked', async () => {
    const id = await held()
    verdict = { outcome: 'not-sent', code: 'dns', message: 'no such host' }
    await verify(id)
    assert.deepEqual((await show(id)).reason, revoked)
    verdict = new Error('nobody')
    const answer = await verify(id)
    assert.deepEqual([answer.status, answer.body.code], [503, 'publisher-unavailable'])
  })

  test('resumes when a person says so', async () => {
    const { body } = await gateway.call('POST', `/accounts/${await held()}/resume`)
    assert.deepEqual([body.state, asked], ['active', []])
  })
})

suite('an account that is not held', () => {
  const limits = [{ path: 'body', unit: 'utf16-units', max: 5 }]
  let gateway: TestGateway
  let verdict: VerifyResponse
  before(async () => void (gateway = await startGateway({ verify: async () => verdict })))
  after(() => gateway[Symbol.asyncDispose]())

  test('keeps what its platform reports about it and its limits', async () => {
    verdict = { outcome: 'verified', limits }
    const { body } = await gateway.call('POST', '/accounts', { ...hook, name: 'limited' })
    const order = { content, accountIds: [body.id] }
    assert.equal((await gateway.call('POST', '/publish', order)).status, 201)

    await gateway.call('POST', `/accounts/${body.id}/verify`)
    const shown = await gateway.call('GET', `/accounts/${body.id}`)
    assert.deepEqual(shown.body.verified, { limits })
    const refused = await gateway.call('POST', '/publish', order)
    assert.deepEqual([refused.status, refused.body.code], [422, 'content-invalid'])
    assert.deepEqual(refused.body.details[0].limit, 5)
  })

  test('is held at once when its platform refuses it', async () => {
    const { body } = await gateway.call('POST', '/accounts', { ...hook, name: 'refused' })
    verdict = wrong
    await gateway.call('POST', `/accounts/${body.id}/verify`)
    const { state, reason } = (await gateway.call('GET', `/accounts/${body.id}`)).body
    assert.deepEqual([state, reason.message], ['held', wrong.message])
  })

  test('stays paused whatever its platform reports', async () => {
    const { body } = await gateway.call('POST', '/accounts', { ...hook, name: 'steady' })
    await gateway.call('POST', `/accounts/${body.id}/pause`)
    for (const answer of [{ outcome: 'verified' } as const, wrong]) {
      verdict = answer
      await gateway.call('POST', `/accounts/${body.id}/verify`)
      assert.equal((await gateway.call('GET', `/accounts/${body.id}`)).body.state, 'paused')
    }
  })

  test('is held with new credentials that are refused, and no longer counts as verified', async () => {
    const { body } = await gateway.call('POST', '/accounts', { ...hook, name: 'changed' })
    verdict = { outcome: 'verified', identity: { name: '@shore' } }
    await gateway.call('POST', `/accounts/${body.id}/verify`)
    verdict = wrong
    const changed = await gateway.call('PATCH', `/accounts/${body.id}`, { credentials })
    assert.deepEqual(
      [changed.body.state, changed.body.verified, changed.body.verification],
      ['held', null, wrong],
    )
  })

  test('stays active with new credentials while its platform cannot be asked, and shows until when', async () => {
    const { body } = await gateway.call('POST', '/accounts', { ...hook, name: 'limited later' })
    verdict = { outcome: 'rate-limited', until: '2026-03-29T06:35:00.000Z' }
    const changed = await gateway.call('PATCH', `/accounts/${body.id}`, { credentials })
    assert.deepEqual([changed.body.state, changed.body.verification], ['active', verdict])
  })
})
