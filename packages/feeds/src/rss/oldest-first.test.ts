import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { FeedEntry } from './entry.ts'
import { oldestFirst } from './oldest-first.ts'

suite('the entries of a feed, oldest first,', () => {
  const entry = (title: string, published?: string, updated?: string): FeedEntry => ({
    title,
    published,
    updated,
    tags: [],
    bases: [],
  })
  const order = (...entries: FeedEntry[]) =>
    oldestFirst(entries)
      .map(({ title }) => title)
      .join('')

  test('are in reversed order when they have no dates', () => {
    assert.equal(order(entry('c'), entry('b'), entry('a', 'some day')), 'abc')
  })

  test('are in the order of their dates, however the feed is sorted', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((title, day) => entry(title, `2026-03-0${day + 1}`))
    assert.ok(a && b && c)
    for (const feed of [
      [a, b, c],
      [c, b, a],
      [b, c, a],
      [c, a, b],
    ])
      assert.equal(order(...feed), 'abc')
  })

  test('go by when they were published; without that, by when they were updated', () => {
    const [a, b] = [entry('a', '2026-03-01', '2026-03-09'), entry('b', undefined, '2026-03-02')]
    assert.equal(order(a, b), 'ab')
    assert.equal(order(b, a), 'ab')
  })

  test('keep their place without a date, and their order with the same one', () => {
    const [a, c] = [entry('a', '2026-03-01'), entry('c', '2026-03-03')]
    assert.equal(order(c, entry('b'), a), 'abc')
    assert.equal(order(a, entry('b'), c), 'abc')
    assert.equal(order(entry('b', '2026-03-01'), a), 'ab')
    assert.equal(order(a, entry('b', '2026-03-01'), c), 'abc')
  })
})
