import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { recordKey } from './tid.ts'

const at = new Date('2026-03-29T06:30:00.000Z')

suite('the record key of a task', () => {
  test('is a TID, and never changes', () => {
    assert.equal(recordKey(at, 'task_a-1'), recordKey(new Date(at), 'task_a-1'))
    assert.match(recordKey(at, 'task_a-1'), /^[234567a-j][234567a-z]{12}$/)
    // Another key here would post again what is already posted.
    assert.equal(recordKey(at, 'task_01j00000000000000000000001-1'), '3mi6ji2k73wbf')
  })

  test('holds the minute before the planned instant', () => {
    for (const key of ['a', 'b', 'c', 'd', 'e']) {
      const { us } = decode(recordKey(at, key))
      const before = BigInt(at.getTime()) * 1000n - us
      assert.ok(before >= 0n && before < 60_000_000n, `${before} µs before`)
    }
  })

  test('sorts as planned, a minute apart', () => {
    const times = Array.from({ length: 50 }, (_, n) => new Date(at.getTime() + n * 60_000))
    const keys = times.map((time, n) => recordKey(time, `task_${n}-1`))
    assert.deepEqual(keys.toSorted(), keys)
  })

  test('differs for tasks planned for the same instant, and for a new generation', () => {
    const keys = Array.from({ length: 20_000 }, (_, n) => recordKey(at, `task_${n >> 1}-${n & 1}`))
    assert.equal(new Set(keys).size, keys.length)
  })
})

function decode(tid: string) {
  const letters = Array.from(tid, (letter) => '234567abcdefghijklmnopqrstuvwxyz'.indexOf(letter))
  const value = letters.reduce((sum, letter) => sum * 32n + BigInt(letter), 0n)
  return { us: value >> 10n, clockId: value & 1023n }
}
