import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { item, openFeed, rss, type TestFeed } from './feed.fixture.ts'
import { hostOf, type ScanSemaphores } from './scan-semaphores.ts'
import { Semaphore } from '../semaphore.ts'

suite('concurrent scans', () => {
  let world: TestFeed
  /** The pending request for the slow feed. */
  let slow: PromiseWithResolvers<ServerResponse>
  beforeEach(async () => {
    world = await openFeed()
    slow = Promise.withResolvers()
    world.answer = ({ url = '' }, response) => {
      if (url.includes('slow')) slow.resolve(response)
      else response.end(rss(item(url)))
    }
  })
  afterEach(() => world[Symbol.asyncDispose]())
  const semaphoresOf = (limits: { scans: number; imports: number }): ScanSemaphores => ({
    scans: new Semaphore({ max: limits.scans }),
    imports: new Semaphore({ max: limits.imports }),
  })
  const titles = async () => (await world.articles()).map(({ token }) => token)

  test('are not delayed by a feed that is slow to answer', async () => {
    const semaphores = semaphoresOf({ scans: 2, imports: 1 })
    const waiting = world.scan(await world.addFeed(`${world.url}?slow`), { semaphores })
    const answer = await slow.promise
    for (const name of ['a', 'b'])
      await world.scan(await world.addFeed(`${world.url}?${name}`), { semaphores })
    assert.equal((await titles()).length, 2)
    answer.end(rss(item('late')))
    assert.equal((await waiting).added, 1)
  })

  test('have not begun before they have a permit, and do nothing if they were overtaken by then', async () => {
    const semaphores = semaphoresOf({ scans: 1, imports: 1 })
    const waiting = world.scan(await world.addFeed(`${world.url}?slow`), { semaphores })
    const answer = await slow.promise
    const id = await world.addFeed(`${world.url}?moves`)
    const queued = world.react(await world.ask(id), { semaphores })
    assert.equal((await world.source(id)).begun, 0)
    await world.move(id, `${world.url}?moved`)
    answer.end(rss(item('late')))
    await waiting
    assert.equal(await queued, 'done')
    assert.deepEqual(await titles(), ['late'])
  })

  test('are handed back when the publisher stops before they have a permit', async () => {
    const stop = new AbortController()
    const semaphores = semaphoresOf({ scans: 1, imports: 1 })
    using _taken = await semaphores.scans.acquire('', stop.signal)
    const id = await world.addFeed(world.url)
    const queued = world.react(await world.ask(id), { semaphores, signal: stop.signal })
    stop.abort()
    assert.equal(await queued, 'retry')
    assert.equal((await world.source(id)).begun, 0)
  })

  test('keep to the limit of concurrent imports, and release their permit whatever happens', async () => {
    const semaphores = semaphoresOf({ scans: 3, imports: 1 })
    let underWay = 0
    const read = async (_source: unknown, _signal: AbortSignal, begin: () => Promise<void>) => {
      await begin()
      underWay += 1
      await new Promise(setImmediate)
      assert.equal(underWay, 1)
      underWay -= 1
      throw new Error('a bug')
    }
    const scans = ['a', 'b', 'c'].map(async (name) =>
      world.scan(await world.addFeed(`${world.url}?${name}`), { semaphores, read }),
    )
    for (const { problem } of await Promise.all(scans)) assert.equal(problem?.code, 'internal')
    assert.deepEqual(
      world.faults.map(String),
      Array.from({ length: 3 }, () => 'Error: a bug'),
    )
  })

  test('share the permits of their host', async () => {
    const [one, same, other, folder] = await Promise.all([
      world.addFeed('https://a.example/one'),
      world.addFeed('https://a.example/two'),
      world.addFeed('https://b.example/one'),
      world.addFolder('posts'),
    ])
    const hosts = []
    for (const id of [one, same, other, folder]) hosts.push(hostOf(await world.source(id)))
    assert.deepEqual(hosts, ['a.example', 'a.example', 'b.example', ''])
  })
})
