import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { lift, schemaVersion, upcasts, type Upcasts } from './schema-version.ts'

suite('lifting an event to today’s shape', () => {
  test('leaves today’s data as it is', () => {
    const data = { any: 'shape' }
    assert.equal(lift('RunPaused', schemaVersion, data), data)
  })

  test('takes every step between its version and today’s, in order', () => {
    const steps: Upcasts = {
      RunPaused: {
        1: (data) => ({ ...(data as object), second: true }),
        2: (data) => ({ ...(data as object), third: Object.keys(data as object).length }),
      },
    }
    assert.deepEqual(lift('RunPaused', 1, { first: true }, steps, 3), {
      first: true,
      second: true,
      third: 2,
    })
    assert.deepEqual(lift('RunPaused', 2, {}, steps, 3), { third: 0 })
  })

  test('leaves a type alone that never changed', () => {
    const steps: Upcasts = { RunPaused: { 1: () => ({ changed: true }) } }
    assert.deepEqual(lift('RunResumed', 1, {}, steps, 2), {})
  })

  test('has no step from today’s version on', () => {
    for (const steps of Object.values(upcasts))
      for (const from of Object.keys(steps)) assert.ok(Number(from) < schemaVersion)
  })
})
