import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { clients, startFakes } from '../client.fixture.ts'

async function openDiscord(account = 'news') {
  const fakes = await startFakes()
  const url = String(fakes.account('discord', account).credentials['webhookUrl'])
  const post = async (content: string, to = `${url}?wait=true`) => {
    const response = await fetch(to, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ content }),
    })
    const text = await response.text()
    return { status: response.status, code: text && JSON.parse(text).code }
  }
  return { fakes, url, post, [Symbol.asyncDispose]: () => fakes[Symbol.asyncDispose]() }
}

suite('the fake Discord', () => {
  test('makes a message of every request, identical ones included', async () => {
    await using fakes = await startFakes()
    await clients.discord(fakes)
    await clients.discord(fakes)
    const ids = fakes.ledger.of('discord').map(({ id }) => id)
    assert.equal(new Set(ids).size, 2)
  })

  test('takes 2000 code points and not one more', async () => {
    await using discord = await openDiscord()
    assert.equal((await discord.post('🌊'.repeat(2_000))).status, 200)
    assert.deepEqual(await discord.post('🌊'.repeat(2_001)), { status: 400, code: 50035 })
    assert.deepEqual(await discord.post(' '), { status: 400, code: 50006 })
  })

  test('returns nothing for a message without `wait`', async () => {
    await using discord = await openDiscord()
    assert.equal((await discord.post('Tide', discord.url)).status, 204)
    assert.equal(discord.fakes.ledger.posts.length, 1)
  })

  test('rejects another token and a deleted webhook', async () => {
    await using discord = await openDiscord()
    const other = await discord.post('Tide', `${discord.url}x`)
    assert.deepEqual(other, { status: 401, code: 50027 })
    await using deleted = await openDiscord('deleted-news')
    assert.deepEqual(await deleted.post('Tide'), { status: 404, code: 10015 })
    assert.deepEqual(discord.fakes.ledger.posts, [])
  })
})
