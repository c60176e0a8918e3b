import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { startFakePlatforms } from '../server.ts'

type Shown = { id: string; url: string; content: string; text: string }

/** A server with a clock of its own, and a client for it. */
async function openServer() {
  let now = Date.parse('2026-03-29T06:30:00.000Z')
  const fakes = await startFakePlatforms({ now: () => now })
  const speakAs = (name: string) => {
    const { settings, credentials } = fakes.account('mastodon', name)
    const authorization = `Bearer ${String(credentials['accessToken'])}`
    return async (method: string, path: string, body?: object, key?: string) => {
      const response = await fetch(`${String(settings['instanceUrl'])}/api/${path}`, {
        method,
        headers: {
          authorization,
          ...(body && { 'content-type': 'application/json' }),
          ...(key && { 'idempotency-key': key }),
        },
        ...(body && { body: JSON.stringify(body) }),
      })
      const { status, headers } = response
      return { status, headers, body: (await response.json()) as Shown & Shown[] }
    }
  }
  return {
    fakes,
    speakAs,
    wait: (ms: number) => void (now += ms),
    [Symbol.asyncDispose]: () => fakes[Symbol.asyncDispose](),
  }
}

suite('the fake Mastodon', () => {
  test('keeps a key for an hour, of its account only', async () => {
    await using server = await openServer()
    const [ann, ben] = [server.speakAs('ann'), server.speakAs('ben')]
    const post = (say = ann) => say('POST', 'v1/statuses', { status: 'Ebb' }, 'key-1')
    const first = await post()
    assert.equal((await post(ben)).body.id === first.body.id, false)
    server.wait(59 * 60 * 1000)
    assert.deepEqual((await post()).body, first.body)
    server.wait(60 * 1000)
    assert.equal((await post()).body.id === first.body.id, false)
    assert.equal(server.fakes.ledger.of('mastodon', 'ann').length, 2)
  })

  test('ignores keys where the account’s server does', async () => {
    await using server = await openServer()
    const say = server.speakAs('ignores-keys-ann')
    for (const status of ['Ebb', 'Ebb']) await say('POST', 'v1/statuses', { status }, 'key-1')
    assert.equal(server.fakes.ledger.of('mastodon').length, 2)
  })

  test('shows a text in snac2’s own way to an account there', async () => {
    await using server = await openServer()
    const say = server.speakAs('snac-ann')
    const { body } = await say('POST', 'v1/statuses', {
      status: 'Hi @alice :-D\n![a](https://a.example/b.png)',
    })
    const { host } = new URL(
      server.fakes.account('mastodon', 'snac-ann').settings['instanceUrl'] as string,
    )
    const alice = `<a href="http://${host}/alice" class="u-url mention">@alice@${host}</a>`
    const mention = `<span class="h-card">${alice}</span>`
    assert.equal(body.content, `Hi ${mention} &#128512;<br>![a]()<br>`)
  })

  test('lists private and direct statuses to their author, unless it is snac2', async () => {
    await using server = await openServer()
    for (const [name, count] of [
      ['ann', 2],
      ['snac-ann', 0],
    ] as const) {
      const say = server.speakAs(name)
      for (const visibility of ['private', 'direct'])
        await say('POST', 'v1/statuses', { status: visibility, visibility })
      const { id } = (await say('GET', 'v1/accounts/verify_credentials')).body
      assert.equal((await say('GET', `v1/accounts/${id}/statuses`)).body.length, count)
    }
  })

  test('refuses unknown tokens, and invalid statuses', async () => {
    await using server = await openServer()
    const say = server.speakAs('ann')
    for (const status of ['', ' \n', 'a'.repeat(501)])
      assert.equal((await say('POST', 'v1/statuses', { status })).status, 422)
    assert.equal((await say('POST', 'v1/statuses', { status: 'a', visibility: 'x' })).status, 422)
    const stranger = await fetch(`${server.fakes.url}/mastodon/api/v1/statuses`, { method: 'POST' })
    assert.equal(stranger.status, 401)
    assert.deepEqual(server.fakes.ledger.posts, [])
  })

  test('counts a URL as 23 characters and a family emoji as one', async () => {
    await using server = await openServer()
    const status = `https://a.example/${'a'.repeat(300)} ${'👨‍👩‍👧‍👦'.repeat(476)}`
    const say = server.speakAs('ann')
    assert.equal((await say('POST', 'v1/statuses', { status })).status, 200)
    assert.equal((await say('POST', 'v1/statuses', { status: `${status}a` })).status, 422)
  })

  test('lists the newest first, page by page, with their sources', async () => {
    await using server = await openServer()
    const say = server.speakAs('ann')
    for (const status of ['1 < 2', '2', '3']) await say('POST', 'v1/statuses', { status })
    const { body: me } = await say('GET', 'v1/accounts/verify_credentials')
    const page = await say('GET', `v1/accounts/${me.id}/statuses?limit=2`)
    assert.deepEqual(
      page.body.map(({ content }) => content),
      ['<p>3</p>', '<p>2</p>'],
    )
    const next = /api\/(\S+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1]
    const last = await say('GET', `${next}&limit=2`)
    assert.deepEqual(
      last.body.map(({ content }) => content),
      ['<p>1 &lt; 2</p>'],
    )
    assert.equal(last.headers.get('link'), null)
    const source = await say('GET', `v1/statuses/${last.body[0]?.id}/source`)
    assert.equal(source.body.text, '1 < 2')
  })

  test('forgets removed statuses, unlike the ledger', async () => {
    await using server = await openServer()
    const say = server.speakAs('ann')
    const { body } = await say('POST', 'v1/statuses', { status: 'Ebb' }, 'key-1')
    assert.equal((await server.speakAs('ben')('DELETE', `v1/statuses/${body.id}`)).status, 404)
    assert.equal((await say('DELETE', `v1/statuses/${body.id}`)).status, 200)
    assert.equal((await say('GET', `v1/statuses/${body.id}`)).status, 404)
    assert.equal((await say('POST', 'v1/statuses', { status: 'Ebb' }, 'key-1')).status, 404)
    assert.deepEqual(
      server.fakes.ledger.posts.map(({ removedAt }) => typeof removedAt),
      ['number'],
    )
  })

  test('returns how many requests are left, and when there are more', async () => {
    await using server = await openServer()
    const say = server.speakAs('limited-1-ann')
    const first = await say('GET', 'v2/instance')
    assert.equal(first.headers.get('x-ratelimit-remaining'), '0')
    const spent = await say('GET', 'v2/instance')
    assert.equal(spent.status, 429)
    assert.equal(spent.headers.get('x-ratelimit-reset'), '2026-03-29T06:35:00.000Z')
    server.wait(5 * 60 * 1000)
    assert.equal((await say('GET', 'v2/instance')).status, 200)
  })
})
