import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { idempotencyOf } from '../contract.ts'
import { serveLocally } from '@pressrun/outbound/testing'
import { publish, render, sampleJob } from '../testing/index.ts'
import { createCache } from '../cache.ts'
import { mastodon } from './connector.ts'
import { openAccount, type OpenAccount } from './mastodon.fixture.ts'

const instanceOf = (max: number) =>
  JSON.stringify({
    configuration: { statuses: { max_characters: max, characters_reserved_per_url: 23 } },
  })

/** An account of a server that describes itself like this and accepts everything. */
async function prepareAt(account: OpenAccount, instance: string | undefined, body: string) {
  let asked = 0
  await using server = await serveLocally((_request, response) => {
    asked += 1
    response.writeHead(instance === undefined ? 404 : 200).end(instance)
  })
  const settings = { instanceUrl: server.origin }
  const job = sampleJob({ ...account, settings }, { overrides: { body } })
  const once = await mastodon.prepare(job, account.tools)
  assert.deepEqual(await mastodon.prepare(job, account.tools), once)
  return { prepared: once, asked }
}

suite('Mastodon', () => {
  for (const [idempotencyKeys, found, expected] of [
    [undefined, undefined, 'lookup'],
    [undefined, 'key', 'key'],
    [undefined, 'lookup', 'lookup'],
    ['honoured', undefined, 'key'],
    ['honoured', 'lookup', 'key'],
    ['ignored', undefined, 'lookup'],
    ['ignored', 'key', 'lookup'],
  ] as const) {
    test(`is of class ${expected} where the owner says ${idempotencyKeys} and the server is found to be ${found}`, () => {
      const settings = {
        instanceUrl: 'https://a.example',
        ...(idempotencyKeys && { idempotencyKeys }),
      }
      const verified = found ? { class: found } : null
      assert.equal(idempotencyOf(mastodon, settings, verified).class, expected)
    })
  }

  test('a server not known to honour keys is searched before a repeat, and verifying reports it', async () => {
    await using account = await openAccount('snac-news')
    const { settings, credentials, tools } = account
    const verified = await mastodon.verify(
      settings,
      credentials,
      tools,
      new AbortController().signal,
    )
    assert.ok(verified.outcome === 'verified')
    assert.deepEqual(verified.software, { name: 'snac', version: '2.96' })
    assert.equal(verified.class, 'lookup')
    assert.match(String(verified.message), /^snac is not known to honour Idempotency-Key/)
    assert.deepEqual(verified.limits, [{ path: 'text', unit: 'graphemes', max: 100_000 }])
  })

  test('a server that is Mastodon is of class key', async () => {
    await using account = await openAccount('news')
    const { settings, credentials, tools } = account
    const { idempotencyKeys: _, ...unsaid } = settings
    const verified = await mastodon.verify(unsaid, credentials, tools, new AbortController().signal)
    assert.ok(verified.outcome === 'verified')
    assert.deepEqual([verified.software?.name, verified.class], ['mastodon', 'key'])
    assert.equal(verified.message, undefined)
  })

  test('is asked once for its limits, which are then applied', async () => {
    await using account = await openAccount('news')
    const short = await prepareAt(account, instanceOf(200), 'a'.repeat(200))
    assert.deepEqual([short.prepared.outcome, short.asked], ['rejected', 1])
    const long = await prepareAt(account, instanceOf(5_000), 'a'.repeat(2_000))
    assert.deepEqual([long.prepared.outcome, long.asked], ['prepared', 1])
  })

  test('judges for itself when it does not publish them', async () => {
    await using account = await openAccount('news')
    const untold = await prepareAt(account, undefined, 'a'.repeat(2_000))
    // Both versions of the request, once.
    assert.deepEqual([untold.prepared.outcome, untold.asked], ['prepared', 2])
    account.fakes.faults.next('mastodon', 'error-before', { step: 'look' })
    const job = sampleJob(account, { overrides: { body: 'a'.repeat(600) } })
    const outcome = await publish(mastodon, job, {
      ...account.tools,
      cache: createCache(Date.now),
      render,
    })
    assert.deepEqual([outcome.outcome, 'code' in outcome && outcome.code], ['rejected', 'http-422'])
  })

  test('counts as the server does: what fits is accepted', async () => {
    await using account = await openAccount('news')
    const url = `https://a.example/${'a'.repeat(300)}`
    const body = `${url} ${'👨‍👩‍👧‍👦'.repeat(500 - 'Ebb\n\n'.length - 24)}`
    const content = { title: 'Ebb', body }
    assert.deepEqual(mastodon.validate(content), [])
    const outcome = await publish(mastodon, sampleJob(account, { content }), account.tools)
    assert.equal(outcome.outcome, 'published', JSON.stringify(outcome))
    const [violation] = mastodon.validate({ ...content, body: `${body}a` })
    assert.deepEqual([violation?.path, violation?.actual], ['text', 501])
  })

  test('uses the visibility of the settings', async () => {
    await using account = await openAccount('news')
    const settings = { ...account.settings, visibility: 'unlisted' } as const
    const prepared = await mastodon.prepare(sampleJob({ ...account, settings }), account.tools)
    assert.ok(prepared.outcome === 'prepared')
    assert.equal(JSON.parse(prepared.payload).visibility, 'unlisted')
  })

  test("returns the token's account, and the instance’s limits", async () => {
    await using account = await openAccount('news')
    const { settings, credentials, tools } = account
    const signal = new AbortController().signal
    const verified = await mastodon.verify(settings, credentials, tools, signal)
    assert.ok(verified.outcome === 'verified')
    assert.equal(verified.identity?.name, 'news')
    assert.deepEqual(verified.limits, [{ path: 'text', unit: 'graphemes', max: 500 }])
    const stranger = { accessToken: 'nobody' }
    const refused = await mastodon.verify(settings, stranger, tools, signal)
    assert.equal(refused.outcome, 'auth-required')
  })

  test('a 422 of the token check is about the token, as snac2 has it', async () => {
    await using server = await serveLocally((_request, response) => {
      response.writeHead(422).end()
    })
    await using account = await openAccount('news')
    const settings = { instanceUrl: server.origin }
    const { signal } = new AbortController()
    const reply = await mastodon.verify(settings, account.credentials, account.tools, signal)
    assert.equal(reply.outcome, 'auth-required')
  })

  test('returns until when an account has used up its requests', async () => {
    await using account = await openAccount('limited-2-news')
    await publish(mastodon, sampleJob(account), account.tools)
    const outcome = await publish(mastodon, sampleJob(account), account.tools)
    assert.ok(outcome.outcome === 'rate-limited' && outcome.until)
    assert.equal(outcome.until.getTime() % (5 * 60 * 1000), 0)
  })
})
