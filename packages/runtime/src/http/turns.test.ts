import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Turns } from './turns.ts'

const flow = { caller: 'a', topic: 'x' }

suite('turns of the event loop', () => {
  test('begin so many tasks each, in their order', async () => {
    const turns = new Turns(3)
    const begun: number[] = []
    for (let number = 0; number < 8; number += 1) turns.take(flow, () => begun.push(number))
    assert.deepEqual(begun, [0, 1, 2])
    await nextTurn()
    assert.deepEqual(begun, [0, 1, 2, 3, 4, 5])
    turns.take(flow, () => begun.push(8))
    await nextTurn()
    assert.deepEqual(begun, [0, 1, 2, 3, 4, 5, 6, 7, 8])
  })

  test('have free slots again when the next one comes', async () => {
    const turns = new Turns(1)
    let begun = 0
    for (let turn = 1; turn <= 3; turn += 1) {
      turns.take(flow, () => (begun += 1))
      assert.equal(begun, turn)
      await nextTurn()
    }
  })

  test('go to each caller, and to each of its topics, in turn', async () => {
    const turns = new Turns(1)
    const begun: string[] = []
    const take = (caller: string, topic: string) =>
      turns.take({ caller, topic }, () => begun.push(`${caller} ${topic}`))
    for (const topic of ['list', 'list', 'list', 'post']) take('a', topic)
    take('b', 'list')
    for (let turn = 1; turn <= 5; turn += 1) await nextTurn()
    assert.deepEqual(begun, ['a list', 'a list', 'b list', 'a post', 'a list'])
  })

  test('skip withdrawn tasks', async () => {
    const turns = new Turns(1)
    const begun: number[] = []
    turns.take(flow, () => begun.push(1))
    const takeBack = turns.take(flow, () => begun.push(2))
    turns.take(flow, () => begun.push(3))
    takeBack()
    await nextTurn()
    assert.deepEqual(begun, [1, 3])
  })

  test('begin nothing without a free slot', async () => {
    let hasRoom = false
    const turns = new Turns(3, () => hasRoom)
    let begun = 0
    turns.take(flow, () => (begun += 1))
    await nextTurn()
    assert.equal(begun, 0)
    hasRoom = true
    turns.proceed()
    assert.equal(begun, 1)
  })
})
