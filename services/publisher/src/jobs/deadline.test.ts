import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Deadline, withinDeadline } from './deadline.ts'

const afterMs = 100

const codesOf = (ends: readonly (string | { readonly code: string })[]) =>
  ends.map((end) => (typeof end === 'string' ? undefined : end.code))

suite('the deadline of steps', () => {
  test('passes on what a step returns, and faults as unknown', async () => {
    using deadline = new Deadline(afterMs)
    const ends = await Promise.all([
      deadline.step(async () => 'answer'),
      deadline.step(() => Promise.reject<string>(new Error('no'))),
      deadline.step((): Promise<string> => {
        throw new Error('no')
      }),
    ])
    assert.equal(ends[0], 'answer')
    assert.deepEqual(codesOf(ends), [undefined, 'connector-fault', 'connector-fault'])
  })

  test('is shared by steps that begin together, and not by those that begin later', async () => {
    using deadline = new Deadline(afterMs)
    const signals: AbortSignal[] = []
    const step = () => deadline.step(async (signal) => void signals.push(signal))
    await Promise.all([step(), step()])
    await new Promise((resolve) => setTimeout(resolve, afterMs / 5))
    await step()
    assert.equal(signals[0], signals[1])
    assert.notEqual(signals[0], signals[2])
  })

  test('aborts all of them, and gives up those that do not end', async () => {
    using deadline = new Deadline(afterMs)
    const obedient = (signal: AbortSignal) =>
      new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('stopped')))
    const ends = await Promise.all([
      deadline.step(obedient),
      deadline.step(() => new Promise<string>(() => {})),
      deadline.step(async () => 'quick'),
    ])
    assert.deepEqual([ends[0], ends[2]], ['stopped', 'quick'])
    assert.deepEqual(codesOf(ends), [undefined, 'deadline-passed', undefined])
  })

  test('leaves no timer behind that keeps the process alive', async () => {
    const before = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
    assert.equal(await withinDeadline(60_000, async () => 1), 1)
    const after = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
    assert.equal(after, before)
  })
})
