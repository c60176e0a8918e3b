import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { nameItems } from './name-items.ts'
import type { FeedFound } from './newest-of-each.ts'

suite('items without an id that share a link', () => {
  const link = 'https://x.example/'
  /** `a2` is item A with its second content. */
  const found = (shown: string): FeedFound => {
    const titled = `${link} ${shown[0]}`
    const item = { identity: link, hash: shown, title: shown, body: shown }
    return { kind: 'item', item, titled }
  }
  /** The names of a feed's items, oldest first: `-` for the link alone. */
  const names = async (shown: string[], known: Record<string, string> = {}) => {
    const full = new Map(
      Object.entries(known).map(([name, hash]) => [name === '-' ? link : `${link} ${name}`, hash]),
    )
    const items = await nameItems(shown.map(found), async (asked) => {
      assert.ok(asked.includes(link))
      return new Map([...full].filter(([name]) => asked.includes(name)))
    })
    return items.map((one) => {
      assert.ok(one.kind === 'item' && !('titled' in one))
      return one.item.identity.slice(link.length + 1) || '-'
    })
  }

  test('are known by their titles too, in any order', async () => {
    assert.deepEqual(await names(['a', 'b']), ['a', 'b'])
    assert.deepEqual(await names(['b', 'a'], { a: 'a', b: 'b' }), ['b', 'a'])
  })

  test('are each looked up a few times, however many there are', async () => {
    let lookUps = 0
    class Counted extends Map<string, string> {
      override has(name: string) {
        lookUps += 1
        return super.has(name)
      }
    }
    const shown = Array.from({ length: 1_000 }, (_, number) => String.fromCodePoint(256 + number))
    await nameItems(shown.map(found), async () => new Counted([[link, 'another']]))
    assert.ok(lookUps <= 4 * shown.length, `${lookUps} for ${shown.length} items`)
  })

  test('keep these names when one is left', async () => {
    assert.deepEqual(await names(['b'], { '-': 'a', a: 'a', b: 'b' }), ['b'])
  })

  test('are known by the link while there is one', async () => {
    assert.deepEqual(await names(['a']), ['-'])
    assert.deepEqual(await names(['a2'], { '-': 'a' }), ['-'])
  })

  test('items without an id that join one known by its link leave it recognizable by its content', async () => {
    assert.deepEqual(await names(['a', 'b'], { '-': 'a' }), ['a', 'b'])
    assert.deepEqual(await names(['b', 'a'], { '-': 'a' }), ['b', 'a'])
  })

  test('items without an id that join one while its content changes leave the oldest its name', async () => {
    assert.deepEqual(await names(['a2', 'b'], { '-': 'a' }), ['-', 'b'])
  })

  test('get names of their own when the one known by the link is gone', async () => {
    assert.deepEqual(await names(['b', 'c'], { '-': 'a', b: 'b' }), ['b', 'c'])
  })

  test('are not looked up in a feed whose items have ids', async () => {
    const { titled: _, ...item } = found('a')
    assert.deepEqual(await nameItems([item], () => assert.fail()), [item])
  })
})
