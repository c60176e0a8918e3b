import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { startFakePlatforms } from '../index.ts'

const collection = 'app.bsky.feed.post'
const rkey = '3mi6ji2k73wbf'
const record = { $type: collection, text: 'Tide', createdAt: '2026-03-29T06:30:00.000Z' }

async function open(options: Parameters<typeof startFakePlatforms>[0] = {}) {
  const fakes = await startFakePlatforms(options)
  const { settings, credentials } = fakes.account('bluesky', 'news')
  const call = async (nsid: string, body: unknown, token?: string) => {
    const query = nsid.endsWith('getRecord')
    const search = query ? `?${new URLSearchParams(body as Record<string, string>).toString()}` : ''
    const response = await fetch(`${fakes.url}/bluesky/xrpc/com.atproto.${nsid}${search}`, {
      method: query ? 'GET' : 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(!query && { body: JSON.stringify(body) }),
    })
    const result = (await response.json()) as Record<string, unknown>
    return { status: response.status, headers: response.headers, result: result }
  }
  const logIn = () =>
    call('server.createSession', {
      identifier: settings['identifier'],
      password: credentials['appPassword'],
    })
  return {
    fakes,
    call,
    logIn,
    posts: () => fakes.ledger.of('bluesky'),
    [Symbol.asyncDispose]: () => fakes[Symbol.asyncDispose](),
  }
}

async function openLoggedIn(options: Parameters<typeof startFakePlatforms>[0] = {}) {
  const fake = await open(options)
  const { result } = await fake.logIn()
  const [repo, token] = [String(result['did']), String(result['accessJwt'])]
  const call = (nsid: string, input: object, bearer = token) =>
    fake.call(nsid, { repo, collection, rkey, ...input }, bearer)
  return { ...fake, call, put: (input: object) => call('repo.putRecord', input) }
}

const answered = ({ status, result }: { status: number; result: Record<string, unknown> }) =>
  `${status} ${result['error']?.toString() ?? ''}`.trim()

suite('the fake of Bluesky', () => {
  test('makes no commit of a record that exists already', async () => {
    await using fake = await openLoggedIn()
    const input = { record, swapRecord: null }
    const first = await fake.put(input)
    assert.ok(answered(first) === '200' && 'commit' in first.result)
    const { createdAt, text, $type } = record
    const again = await fake.put({ ...input, record: { createdAt, text, $type } })
    assert.ok(answered(again) === '200' && !('commit' in again.result))
    assert.equal(again.result['cid'], first.result['cid'])
    assert.equal(fake.posts().length, 1)
  })

  test('refuses another record where none may be, and otherwise allows edits', async () => {
    await using fake = await openLoggedIn()
    await fake.put({ record, swapRecord: null })
    const other = { ...record, text: 'Ebb' }
    assert.equal(answered(await fake.put({ record: other, swapRecord: null })), '400 InvalidSwap')
    assert.equal(answered(await fake.put({ record: other })), '200')
    assert.deepEqual(
      fake.posts().map(({ text }) => text),
      ['Tide'],
    )
  })

  test('fails when a record is created under a key that is taken', async () => {
    await using fake = await openLoggedIn()
    assert.equal(answered(await fake.call('repo.createRecord', { record })), '200')
    const again = await fake.call('repo.createRecord', { record })
    assert.equal(answered(again), '500 InternalServerError')
    assert.equal(fake.posts().length, 1)
  })

  test('finds existing posts, and remembers removed ones', async () => {
    await using fake = await openLoggedIn()
    assert.equal(answered(await fake.call('repo.getRecord', {})), '400 RecordNotFound')
    await fake.put({ record })
    assert.equal(answered(await fake.call('repo.getRecord', {})), '200')
    await fake.call('repo.deleteRecord', {})
    assert.equal(answered(await fake.call('repo.getRecord', {})), '400 RecordNotFound')
    assert.equal(typeof fake.posts()[0]?.removedAt, 'number')
  })

  for (const [what, input] of [
    ['a key that is no TID', { record, rkey: 'tide' }],
    ['301 graphemes', { record: { ...record, text: 'é'.repeat(301) } }],
    ['3001 bytes', { record: { ...record, text: `a${'\u0301'.repeat(1_500)}` } }],
    ['no date', { record: { ...record, createdAt: undefined } }],
    ['no record', {}],
  ] as const) {
    test(`refuses ${what}`, async () => {
      await using fake = await openLoggedIn()
      assert.equal(answered(await fake.put(input)), '400 InvalidRequest')
      assert.deepEqual(fake.posts(), [])
    })
  }

  test('accepts its own tokens, for two hours', async () => {
    const clock = { now: Date.parse('2026-03-29T06:30:00Z') }
    await using fake = await openLoggedIn({ now: () => clock.now })
    const put = (token: string) => fake.call('repo.putRecord', { record }, token)
    assert.equal(answered(await put('')), '401 AuthMissing')
    assert.equal(answered(await put('made-up')), '400 InvalidToken')
    clock.now += 2 * 3_600_000
    assert.equal(answered(await fake.put({ record })), '400 ExpiredToken')
    assert.deepEqual(fake.posts(), [])
  })

  test('rejects wrong passwords, and more than 30 log-ins in 5 minutes', async () => {
    const clock = { now: Date.parse('2026-03-29T06:30:00Z') }
    await using fake = await open({ now: () => clock.now })
    const wrong = { identifier: 'news.fake.test', password: 'wrong' }
    const refused = await fake.call('server.createSession', wrong)
    assert.equal(answered(refused), '401 AuthenticationRequired')
    for (let n = 2; n <= 30; n += 1) assert.equal(answered(await fake.logIn()), '200')
    const limited = await fake.logIn()
    assert.equal(answered(limited), '429 RateLimitExceeded')
    assert.equal(limited.headers.get('ratelimit-reset'), String(clock.now / 1000 + 300))
    clock.now += 300_000
    assert.equal(answered(await fake.logIn()), '200')
  })
})
