import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Answer, Outbound, OutboundResult } from '@pressrun/outbound'
import type { SourceItem } from '../item.ts'
import { readFeed } from './read-feed.ts'

const location = 'https://news.example/feed'

const answerWith = (answer: Partial<Answer>): Answer => ({
  outcome: 'answered',
  status: 200,
  headers: {},
  text: '',
  cut: false,
  ...answer,
})

function read(result: OutboundResult) {
  const outbound = { request: async () => result } as unknown as Outbound
  const request = { url: location, signal: new AbortController().signal }
  return readFeed(request, { outbound, now: () => new Date(0), knownNames: async () => new Map() })
}

async function itemsOf(answer: Partial<Answer>): Promise<SourceItem[]> {
  const reading = await read(answerWith(answer))
  assert.ok(reading.outcome === 'read', JSON.stringify(reading))
  const items: SourceItem[] = []
  for await (const found of reading.found) if (found.kind === 'item') items.push(found.item)
  return items
}

const feed = (...items: string[]) =>
  `<rss><channel>${items.map((item) => `<item>${item}</item>`).join('')}</channel></rss>`

suite('reading a feed', () => {
  test("names items by the requested location of the feed, not by a redirect's", async () => {
    const text = feed('<title>A</title><link>/1</link>')
    for (const host of ['a', 'b']) {
      const [item] = await itemsOf({ text, url: `https://${host}.example/` })
      assert.equal(item?.identity, 'https://news.example/1')
      assert.equal(item?.body, `https://${host}.example/1`)
    }
  })

  test('takes a response as it is unless it is compressed', async () => {
    const text = feed('<title>A</title><link>/1</link>')
    for (const encoding of ['', 'identity', 'Identity', ' IDENTITY ', ['identity', '']]) {
      const headers = { 'content-encoding': encoding }
      assert.equal((await itemsOf({ text, headers })).length, 1, String(encoding))
    }
    const reading = await read(answerWith({ text, headers: { 'content-encoding': 'GZIP' } }))
    assert.equal(reading.outcome === 'failed' && reading.problem.code, 'feed-compressed')
  })

  for (const [code, message, told] of [
    ['dns-failed', 'getaddrinfo ENOTFOUND secret.example', /host name/],
    ['target-not-allowed', '10.0.0.7 is a private or special address', /private address/],
    ['connection-refused', 'connect ECONNREFUSED 10.0.0.7:80', /refused/],
  ] as const)
    test(`reading a feed that fails with ${code} names no host: ${told.source}`, async () => {
      const reading = await read({ outcome: 'not-sent', code, message })
      assert.ok(reading.outcome === 'failed')
      assert.equal(reading.problem.code, code)
      assert.match(reading.problem.message, told)
      assert.doesNotMatch(reading.problem.message, /secret|10\.0/)
    })
})
