import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import type { Found } from '@pressrun/feeds'
import { item, openFeed, rss, type TestFeed } from './feed.fixture.ts'

suite('a fault in a scan', () => {
  let world: TestFeed
  beforeEach(async () => {
    world = await openFeed()
  })
  afterEach(() => world[Symbol.asyncDispose]())

  const fault = new TypeError('a bug')

  for (const [where, read] of [
    ['reading', () => Promise.reject(fault)],
    ['a file', () => Promise.resolve({ outcome: 'read', found: failing() } as const)],
  ] as const)
    test(`in ${where} fails the source and is logged, however often it comes`, async () => {
      const id = await world.addFeed(world.url)
      for (const failures of [1, 2, 3, 4, 5]) {
        const { failed, problem } = await world.scan(id, { read })
        assert.deepEqual([failed, problem?.code], [true, 'internal'])
        assert.equal((await world.source(id)).failures, failures)
      }
      assert.deepEqual(
        world.faults,
        Array.from({ length: 5 }, () => fault),
      )
      world.showing(rss(item('a')))
      assert.equal((await world.scan(id)).added, 1)
    })

  function* failing(): Generator<Found> {
    yield { kind: 'unchanged', identity: 'a' }
    throw fault
  }

  test('a fault while the result of a scan is recorded does not count as the death of a publisher', async () => {
    const id = await world.addFeed(world.url)
    world.showing(rss(item('a')))
    const due = await world.ask(id)
    const { handle } = world
    world.handle = () => Promise.reject(fault)
    for (const _ of [1, 2, 3, 4]) await assert.rejects(world.react(due), fault)
    world.handle = handle
    assert.equal(await world.react(due), 'done')
    assert.equal((await world.source(id)).lastError, null)
  })
})
