import assert from 'node:assert/strict'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { suite, test } from 'node:test'
import { inCall } from './call.ts'
import { connectionTurns, type ConnectionTurnsOptions } from './connection-turns.ts'
import { ClientGone } from './client-gone.ts'

/** Work that requests a connection, by names such as `caller/topic`. */
function openTurns(options: Partial<ConnectionTurnsOptions> = {}) {
  const turns = connectionTurns({
    connectionsMax: 4,
    perCallerMax: 4,
    perTopicMax: 4,
    ...options,
  })
  const begun: string[] = []
  const held: Disposable[] = []
  const ask = async (name: string, isUnwanted = () => false) => {
    const [caller = '', topic = ''] = name.split('/')
    held.push(await inCall({ flow: { caller, topic }, isUnwanted }, () => turns.take()))
    begun.push(name)
  }
  return {
    begun,
    ask,
    /** Returns the work that began. */
    async askAll(...names: string[]): Promise<string[]> {
      const before = begun.length
      for (const name of names) void ask(name).catch(() => {})
      await nextTurn()
      return begun.slice(before)
    },
    /** Returns the connection that was lent first; then the work that began. */
    async giveBack(): Promise<string[]> {
      const before = begun.length
      held.shift()?.[Symbol.dispose]()
      await nextTurn()
      return begun.slice(before)
    },
    async askItself(): Promise<void> {
      held.push(await turns.take())
      begun.push('itself')
    },
  }
}

suite('connections to the database', () => {
  test('go to callers in turn, and to the kinds of calls of each in turn', async () => {
    const turns = openTurns({ connectionsMax: 1 })
    const lists = Array<string>(50).fill('a/list')
    assert.deepEqual(await turns.askAll(...lists, 'a/post', 'b/list'), ['a/list'])
    assert.deepEqual(await turns.giveBack(), ['a/list'])
    assert.deepEqual(await turns.giveBack(), ['b/list'])
    assert.deepEqual(await turns.giveBack(), ['a/post'])
    assert.deepEqual(await turns.giveBack(), ['a/list'])
  })

  test('are left for others, however many one caller requests', async () => {
    const turns = openTurns({ perCallerMax: 3, perTopicMax: 2 })
    const lists = ['a/list', 'a/list', 'a/list', 'a/list']
    assert.deepEqual(await turns.askAll(...lists), ['a/list', 'a/list'])
    assert.deepEqual(await turns.askAll('a/post', 'a/post'), ['a/post'])
    assert.deepEqual(await turns.askAll('b/list', 'b/list'), ['b/list'])
    assert.deepEqual(await turns.giveBack(), ['a/list'])
    assert.deepEqual(await turns.giveBack(), ['b/list'])
  })

  test('go to the gateway itself as to a caller without a limit', async () => {
    const turns = openTurns({ connectionsMax: 2, perCallerMax: 1 })
    await turns.askItself()
    await turns.askItself()
    await turns.askAll('a/list', 'a/list')
    const itself = turns.askItself()
    assert.deepEqual(await turns.giveBack(), ['a/list'])
    assert.deepEqual(await turns.giveBack(), ['itself'])
    await itself
  })

  test('are not used for clients who have left', async () => {
    const turns = openTurns({ connectionsMax: 1 })
    await turns.ask('a/list')
    let hasLeft = false
    const gone = assert.rejects(
      turns.ask('a/list', () => hasLeft),
      ClientGone,
    )
    await turns.askAll('a/list')
    hasLeft = true
    assert.deepEqual(await turns.giveBack(), ['a/list'])
    await gone
    await assert.rejects(
      turns.ask('b/list', () => true),
      ClientGone,
    )
  })

  test('are waited for with a limit, and then refused as by the pool', async () => {
    const turns = openTurns({ connectionsMax: 1, patienceMs: 1 })
    await turns.ask('a/list')
    // What waits keeps no process alive; this timer does.
    const alive = setTimeout(() => {}, 60_000)
    await assert.rejects(turns.ask('b/list'), /timeout exceeded when trying to connect/)
    clearTimeout(alive)
    assert.deepEqual(await turns.giveBack(), [])
    assert.deepEqual(await turns.askAll('c/list'), ['c/list'])
  })
})
