import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { contradiction, type Witness } from './witness.ts'

const log = { epoch: 2, head: 10, idThere: 'event_a' }
const seen = (changes: Partial<Witness>) =>
  contradiction({ name: 'the stream', epoch: 2, position: 7, id: 'event_a', ...changes }, log)

suite('a witness of the log', () => {
  test('does not object to a log that has all it has seen', () => {
    assert.equal(seen({}), undefined)
    assert.equal(seen({ position: 10 }), undefined)
    assert.equal(seen({ id: undefined }), undefined)
    assert.equal(seen({ position: 0, id: undefined }), undefined)
  })

  test('objects to a log that ends before a position it has seen', () => {
    assert.equal(seen({ position: 11 }), 'the stream has seen position 11, the log ends at 10')
  })

  test('objects to a log with another event at a position it has seen', () => {
    assert.match(seen({ id: 'event_b' }) ?? '', /another event at position 7/)
  })

  test('of a later epoch objects to any log, of an earlier one to none', () => {
    assert.equal(seen({ epoch: 3 }), 'the stream is of epoch 3, the log of epoch 2')
    assert.equal(seen({ epoch: 1, position: 99 }), undefined)
  })
})
