import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { parseApart } from './parse-apart.ts'

const feed =
  '<rss><channel><item><title>A</title><description>B</description></item></channel></rss>'

const addresses = { location: 'https://x.example/', url: 'https://x.example/' }

suite('parsing a feed apart', () => {
  test('returns its items', async () => {
    const parsed = await parseApart(feed, addresses)
    assert.ok('found' in parsed)
    assert.equal(parsed.found.length, 1)
  })

  test('is terminated when it takes too long', async () => {
    const parsed = await parseApart(feed, addresses, { deadlineMs: 1 })
    assert.ok('problem' in parsed)
    assert.equal(parsed.problem.code, 'feed-too-costly')
  })

  test('is terminated when the caller stops waiting, which says nothing of the feed', async () => {
    const stop = new AbortController()
    const parsing = parseApart(feed, addresses, { signal: stop.signal })
    stop.abort(new Error('the publisher ends'))
    await assert.rejects(parsing, /the publisher ends/)
    await assert.rejects(parseApart(feed, addresses, { signal: stop.signal }), /publisher ends/)
  })

  test('is terminated when it takes too much memory', async () => {
    const many = '<category>a</category>'.repeat(400_000)
    const parsed = await parseApart(feed.replace('<item>', `<item>${many}`), addresses, {
      heapMaxMb: 12,
    })
    assert.ok('problem' in parsed, 'it was not')
    assert.equal(parsed.problem.code, 'feed-too-costly')
  })
})
