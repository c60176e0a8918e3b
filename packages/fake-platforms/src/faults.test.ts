import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { clients, startFakes, statusOf } from './client.fixture.ts'
import type { Fault } from './index.ts'

/** The client's status, how many posts there are then, and in the end. */
const meanings: [Fault, number | undefined, number, number][] = [
  ['refuse', undefined, 0, 0],
  ['drop-before', undefined, 0, 0],
  ['drop-after', undefined, 1, 1],
  ['late-commit', undefined, 0, 1],
  ['rate-limited', 429, 0, 0],
  ['rate-limited-silently', 429, 0, 0],
  ['error-before', 500, 0, 0],
  ['error-after', 500, 1, 1],
  ['error-body', 200, 0, 0],
  ['expired-token', 401, 0, 0],
]

for (const platform of ['discord', 'webhook'] as const) {
  const post = clients[platform]

  suite(`a fault of ${platform}`, () => {
    for (const [fault, status, visible, finally_] of meanings) {
      test(`${fault} responds ${status ?? 'nothing'} and shows ${finally_}`, async () => {
        await using fakes = await startFakes()
        fakes.faults.next(platform, fault)
        assert.equal(await statusOf(post(fakes)), status)
        assert.equal(fakes.ledger.of(platform).length, visible)
        await fakes.settled()
        assert.equal(fakes.ledger.of(platform).length, finally_)
        assert.deepEqual(
          fakes.faults.injected.map((injected) => injected.fault),
          [fault],
        )
      })
    }

    test('stall shows the post, and responds later', async () => {
      await using fakes = await startFakes()
      fakes.faults.next(platform, 'stall')
      const response = await post(fakes)
      assert.equal(response.ok, true)
      assert.equal(fakes.ledger.posts.length, 1)
    })

    test('rate-limited gives a time to come back, unless it is silent', async () => {
      await using fakes = await startFakes()
      fakes.faults.next(platform, 'rate-limited')
      fakes.faults.next(platform, 'rate-limited-silently')
      assert.equal((await post(fakes)).headers.get('retry-after'), '1')
      assert.equal((await post(fakes)).headers.get('retry-after'), null)
    })

    test('ends after its times, and spares other requests', async () => {
      await using fakes = await startFakes()
      fakes.faults.next(platform, 'error-before', { times: 2, account: 'news' })
      const statuses = []
      for (const account of ['other', 'news', 'news', 'news'])
        statuses.push((await post(fakes, { account })).status)
      assert.deepEqual(
        statuses.map((status) => status < 300),
        [true, false, false, true],
      )
    })
  })
}

suite('a delayed request', () => {
  for (const [when, visible] of [
    ['before', 0],
    ['after', 1],
  ] as const) {
    test(`${when} it is done shows ${visible} posts until it is released`, async () => {
      await using fakes = await startFakes()
      const hold = fakes.faults.hold('discord', { when })
      const response = clients.discord(fakes)
      await hold.arrived
      assert.equal(fakes.ledger.posts.length, visible)
      hold.release()
      assert.equal((await response).status, 200)
      assert.equal(fakes.ledger.posts.length, 1)
    })
  }

  test('is also done when its client has gone', async () => {
    await using fakes = await startFakes()
    const aborter = new AbortController()
    const before = fakes.faults.hold('discord')
    const after = fakes.faults.hold('discord', { when: 'after' })
    const response = clients.discord(fakes, { signal: aborter.signal })
    await before.arrived
    aborter.abort()
    await assert.rejects(response)
    before.release()
    await after.arrived
    assert.equal(fakes.ledger.posts.length, 1)
    after.release()
  })
})

test('connections are refused until that is over', async () => {
  await using fakes = await startFakes()
  {
    await using _refusing = await fakes.refuseConnections()
    await assert.rejects(clients.discord(fakes), ({ cause }: Error) =>
      String(cause).includes('ECONNREFUSED'),
    )
  }
  assert.equal((await clients.discord(fakes)).status, 200)
})
