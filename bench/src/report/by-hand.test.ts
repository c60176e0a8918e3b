import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { withHandWritten } from './by-hand.ts'

suite('the hand-written part of the report', () => {
  const written = withHandWritten('# old', '').replace('Not written yet.', 'The disk.')

  test('has a place from the first report on', () => {
    assert.match(withHandWritten('# new', ''), /# new[\s\S]*What limits us[\s\S]*Not written yet/)
  })

  test('survives the next report, and the one after', () => {
    const next = withHandWritten('# new', written)
    assert.match(next, /^# new\n[\s\S]*The disk\./)
    assert.doesNotMatch(next, /# old|Not written yet/)
    assert.equal(withHandWritten('# new', next), next)
  })
})
