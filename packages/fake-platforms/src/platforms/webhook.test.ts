import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { clients, startFakes } from '../client.fixture.ts'

suite('the fake receiver', () => {
  test('responds to a repeated key as the first time, and has one post', async () => {
    await using fakes = await startFakes()
    const first = await (await clients.webhook(fakes)).json()
    assert.deepEqual(await (await clients.webhook(fakes)).json(), first)
    assert.equal(fakes.ledger.posts.length, 1)
  })

  test('treats the same key of another account as another post', async () => {
    await using fakes = await startFakes()
    await clients.webhook(fakes, { account: 'north' })
    await clients.webhook(fakes, { account: 'south' })
    assert.equal(fakes.ledger.posts.length, 2)
  })

  test('has accounts that ignore keys', async () => {
    await using fakes = await startFakes()
    await clients.webhook(fakes, { account: 'ignores-keys-news' })
    await clients.webhook(fakes, { account: 'ignores-keys-news' })
    assert.equal(fakes.ledger.of('webhook', 'ignores-keys-news').length, 2)
  })

  test('refuses a request not signed with the secret of the account', async () => {
    await using fakes = await startFakes()
    const { settings } = fakes.account('webhook', 'news')
    const response = await fetch(String(settings['url']), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"content": {"title": "Tide", "body": "It turns"}}',
    })
    assert.equal(response.status, 401)
    assert.deepEqual(fakes.ledger.posts, [])
  })
})
