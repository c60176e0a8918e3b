import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { collectInTurns } from './collect-in-turns.ts'

suite('the items of a long feed', () => {
  test('are made a few per turn of the event loop, all in their order', async () => {
    let inTurn = 0
    let most = 0
    let isDone = false
    function* items() {
      for (let number = 0; number < 1_000; number += 1) {
        inTurn += 1
        most = Math.max(most, inTurn)
        yield number
      }
    }
    const startTurn = () => {
      inTurn = 0
      if (!isDone) setImmediate(startTurn)
    }
    setImmediate(startTurn)
    const collected = await collectInTurns(items())
    isDone = true
    assert.deepEqual(collected, [...Array(1_000).keys()])
    assert.ok(most <= 400, `${most} in one turn`)
  })
})
