import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Turns } from './turns.ts'

suite('turns of the event loop', () => {
  test('begin so many tasks each, in the order they came', async () => {
    const turns = new Turns(3)
    const begun: number[] = []
    for (let number = 0; number < 8; number += 1) turns.take('unknown', () => begun.push(number))
    assert.deepEqual(begun, [0, 1, 2])
    await nextTurn()
    assert.deepEqual(begun, [0, 1, 2, 3, 4, 5])
    turns.take('unknown', () => begun.push(8))
    await nextTurn()
    assert.deepEqual(begun, [0, 1, 2, 3, 4, 5, 6, 7, 8])
  })

  test('have room again when the next one comes', async () => {
    const turns = new Turns(1)
    let begun = 0
    for (let turn = 1; turn <= 3; turn += 1) {
      turns.take('unknown', () => (begun += 1))
      assert.equal(begun, turn)
      await nextTurn()
    }
  })

  test('begin with those of the known', async () => {
    const turns = new Turns(1)
    const begun: string[] = []
    turns.take('unknown', () => begun.push('first'))
    turns.take('unknown', () => begun.push('unknown'))
    turns.take('known', () => begun.push('known'))
    await nextTurn()
    await nextTurn()
    assert.deepEqual(begun, ['first', 'known', 'unknown'])
  })

  test('begin nothing before there is room for it', async () => {
    let hasRoom = false
    const turns = new Turns(3, () => hasRoom)
    let begun = 0
    turns.take('unknown', () => (begun += 1))
    await nextTurn()
    assert.equal(begun, 0)
    hasRoom = true
    turns.proceed()
    assert.equal(begun, 1)
  })
})
