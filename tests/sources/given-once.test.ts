import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import fc from 'fast-check'
import { corrections } from './items.fixture.ts'
import { openNewsroom, type Newsroom, type Step } from './newsroom.fixture.ts'

const index = (length: number) => fc.nat({ max: length - 1 })
/** Numbers of accounts, places and items; sources and articles are those that exist by then. */
const account = index(3)
const place = index(2)
const item = index(2)
const accounts = fc.uniqueArray(account, { minLength: 1, maxLength: 2 })
const any = fc.nat({ max: 100 })

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('correct'),
      item,
      what: fc.constantFrom(...corrections),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('show'), place, item }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hide'), place, item }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('add'), place, accounts: fc.option(accounts) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove'), source: any }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move'), source: any, place }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('switch'), source: any, accounts: fc.option(accounts) }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('scan'), source: any }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('fire'), source: any, accounts }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('publish'), article: any, account }) },
)

/** Both items are at both places, and each place has a source: one for a schedule, one that publishes by itself. */
const beginning: readonly Step[] = [
  ...[0, 1].flatMap((place) => [0, 1].map((item) => ({ do: 'show', place, item }) as const)),
  { do: 'add', place: 0, accounts: null },
  { do: 'add', place: 1, accounts: [0] },
]

suite('an item, whatever happens to it and whatever publishes it,', () => {
  let newsroom: Newsroom
  before(async () => {
    newsroom = await openNewsroom()
  })
  after(() => newsroom[Symbol.asyncDispose]())

  test('is published once to each of its accounts, unless a person asks for more', async () => {
    const steps = fc.array(step, { minLength: 5, maxLength: 16, size: 'max' })
    const property = fc.asyncProperty(steps, async (taken) => {
      const story = await newsroom.begin()
      for (const one of [...beginning, ...taken]) await story.take(one)
      assert.deepEqual(story.posts.givenTwice, [])
    })
    await fc.assert(property, { numRuns: 8, endOnFailure: true })
  })
})
