import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { chunksOf, plannedBytesPerEventMax, plannedTasksPerEventMax } from './chunks-of.ts'
import type { PlannedTask } from './events.ts'
import { plannedTask } from './run.fixture.ts'

const bytesOf = (tasks: readonly PlannedTask[]) => Buffer.byteLength(JSON.stringify({ tasks }))

const withText = (text: string, ordinal: number): PlannedTask => ({
  ...plannedTask(ordinal),
  overrides: { body: text },
})

suite('planning tasks in chunks', () => {
  test('no tasks give no chunks', () => assert.deepEqual(chunksOf([]), []))

  test('a chunk holds 500 plain tasks', () => {
    const tasks = Array.from({ length: 501 }, (_, ordinal) => plannedTask(ordinal))
    assert.deepEqual(
      chunksOf(tasks).map((chunk) => chunk.length),
      [plannedTasksPerEventMax, 1],
    )
  })

  test('large overrides make more and smaller chunks', () => {
    const tasks = Array.from({ length: 9 }, (_, ordinal) => withText('x'.repeat(150_000), ordinal))
    assert.deepEqual(
      chunksOf(tasks).map((chunk) => chunk.length),
      [3, 3, 3],
    )
  })

  test('a task larger than a chunk has one to itself', () => {
    const large = withText('x'.repeat(plannedBytesPerEventMax), 1)
    const tasks = [plannedTask(0), large, plannedTask(2)]
    assert.deepEqual(
      chunksOf(tasks).map((chunk) => chunk.length),
      [1, 1, 1],
    )
  })

  test('keeps every task, in order, within the bytes of a chunk in any script', () => {
    const text = fc
      .tuple(fc.constantFrom('a', 'é', '漢', '😀', '"', '\n', '\ud800'), fc.nat(200_000))
      .map(([letter, length]) => letter.repeat(Math.min(length, 250_000 / letter.length / 6)))
    fc.assert(
      fc.property(fc.array(text, { maxLength: 12 }), (texts) => {
        const tasks = texts.map(withText)
        const chunks = chunksOf(tasks)
        assert.deepEqual(chunks.flat(), tasks)
        for (const chunk of chunks) {
          assert.ok(chunk.length > 0)
          assert.ok(chunk.length === 1 || bytesOf(chunk) <= plannedBytesPerEventMax)
        }
      }),
      { numRuns: 30 },
    )
  })
})
