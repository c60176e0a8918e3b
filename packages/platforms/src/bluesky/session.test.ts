import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { serveLocally } from '@pressrun/outbound/testing'
import { assertPrepared, publish, sampleJob } from '../testing/index.ts'
import { openBluesky } from './bluesky.fixture.ts'
import { bluesky } from './connector.ts'

const keyOf = (n: number) => ({ idempotencyKey: `task_${n}-1` })

async function open(options: Parameters<typeof openBluesky>[0] = {}) {
  const target = await openBluesky(options)
  let logins = 0
  target.fakes.faults.plan(({ step }) => {
    if (step === 'draft') logins += 1
    return undefined
  })
  const publishAs = (n: number) => publish(bluesky, sampleJob(target, keyOf(n)), target.tools)
  return { ...target, publishAs, logins: () => logins }
}

suite('the session of an account', () => {
  test('is shared by many posts', async () => {
    await using target = await open()
    await Promise.all([1, 2, 3, 4].map(target.publishAs))
    await target.publishAs(5)
    assert.equal(target.posts().length, 5)
    assert.equal(target.logins(), 1)
  })

  test('is made anew before its token ends', async () => {
    const clock = { now: Date.parse('2026-03-29T06:30:00Z') }
    await using target = await open({ now: () => clock.now })
    await target.publishAs(1)
    clock.now += 100 * 60_000
    await target.publishAs(2)
    assert.equal(target.logins(), 2)
    assert.deepEqual(target.fakes.faults.injected, [])
  })

  test('is renewed once when the platform ends it, for all concurrent jobs', async () => {
    await using target = await open()
    const jobs = [1, 2, 3, 4].map((n) => sampleJob(target, keyOf(n)))
    const prepared = await Promise.all(jobs.map((job) => bluesky.prepare(job, target.tools)))
    target.fakes.faults.next('bluesky', 'expired-token', { times: 4 })
    const outcomes = await Promise.all(
      jobs.map(async (job, index) => {
        const ready = prepared[index]
        assert.ok(ready)
        assertPrepared(ready)
        return (await bluesky.commit(job, ready, target.tools)).outcome
      }),
    )
    assert.deepEqual(outcomes, Array(4).fill('published'))
    assert.equal(target.logins(), 2)
  })

  test('the session of a deactivated account needs a person', async () => {
    await using target = await open({ name: 'deactivated-news' })
    const outcome = await target.publishAs(1)
    assert.deepEqual(outcome, {
      outcome: 'auth-required',
      message: 'the account is deactivated',
    })
  })

  test('the session of an account is opened by the DID that was found before, when the handle has changed', async () => {
    await using target = await open()
    const { settings, credentials, tools } = target
    const { signal } = new AbortController()
    const verified = await bluesky.verify(settings, credentials, tools, signal)
    assert.ok(verified.outcome === 'verified')
    const old = { ...settings, identifier: 'old-handle.fake.test' }
    const job = sampleJob(
      { ...target, settings: old },
      { verified: { identity: verified.identity ?? {} } },
    )
    assert.equal((await publish(bluesky, job, tools)).outcome, 'published')
    const again = await bluesky.verify(old, credentials, tools, signal, {
      identity: verified.identity ?? {},
    })
    assert.equal(again.outcome === 'verified' && again.identity?.name, verified.identity?.name)
  })

  test('a session that is refused twice needs a person', async () => {
    await using target = await open()
    await target.publishAs(1)
    target.fakes.faults.next('bluesky', 'expired-token', { times: 2 })
    assert.equal((await target.publishAs(2)).outcome, 'auth-required')
    assert.equal(target.posts().length, 1)
  })

  test('needs a person when the password is wrong', async () => {
    await using target = await open({ name: 'revoked-news' })
    assert.equal((await target.publishAs(1)).outcome, 'auth-required')
  })

  test('is not requested again before a limit ends', async () => {
    const clock = { now: Date.now() }
    await using target = await open({ now: () => clock.now })
    target.fakes.faults.next('bluesky', 'rate-limited', { step: 'draft' })
    for (const n of [1, 2]) assert.equal((await target.publishAs(n)).outcome, 'rate-limited')
    assert.equal(target.logins(), 0)
    clock.now += 3_000
    assert.equal((await target.publishAs(1)).outcome, 'published')
    assert.equal(target.logins(), 1)
  })

  test('a session that could not be renewed has written nothing', async () => {
    await using target = await open()
    const prepared = await bluesky.prepare(sampleJob(target), target.tools)
    assertPrepared(prepared)
    target.fakes.faults.next('bluesky', 'expired-token')
    target.fakes.faults.next('bluesky', 'drop-after', { step: 'draft' })
    const outcome = await bluesky.commit(sampleJob(target), prepared, target.tools)
    assert.equal(outcome.outcome, 'not-sent')
    assert.deepEqual(target.posts(), [])
  })
})

suite('what is stored of a response', () => {
  test('holds neither the password nor the token', async () => {
    const accessJwt = 'the-token-of-this-session'
    await using server = await serveLocally((request, response) => {
      const { url = '', headers } = request
      const session = { did: 'did:plc:abc', handle: 'a.example', accessJwt }
      const isLogin = url.endsWith('createSession')
      response.writeHead(isLogin ? 200 : 400)
      response.end(
        JSON.stringify(
          isLogin ? session : { error: 'InvalidRequest', message: String(headers.authorization) },
        ),
      )
    })
    await using target = await open()
    const settings = { service: server.origin, identifier: 'a.example' }
    const job = sampleJob({ settings, credentials: target.credentials })
    const outcome = await publish(bluesky, job, target.tools)
    assert.ok(outcome.outcome === 'rejected')
    assert.match(outcome.message, /Bearer/)
    assert.ok(!outcome.message.includes(accessJwt), outcome.message)
  })
})

suite('verifying a Bluesky account', () => {
  const signal = new AbortController().signal

  test('names the account, and always tries the password', async () => {
    await using target = await open()
    const { settings, credentials, tools } = target
    await bluesky.verify(settings, credentials, tools, signal)
    const outcome = await bluesky.verify(settings, credentials, tools, signal)
    assert.ok(outcome.outcome === 'verified')
    assert.equal(outcome.identity?.name, 'news.fake.test')
    assert.match(outcome.identity?.id ?? '', /^did:plc:[a-z2-7]{24}$/)
    assert.equal(target.logins(), 2)
    await target.publishAs(1)
    assert.equal(target.logins(), 2)
  })

  test('distinguishes the right password from a wrong one', async () => {
    await using target = await open()
    const { settings, tools } = target
    const outcome = await bluesky.verify(settings, { appPassword: 'wrong-one' }, tools, signal)
    assert.equal(outcome.outcome, 'auth-required')
  })
})
