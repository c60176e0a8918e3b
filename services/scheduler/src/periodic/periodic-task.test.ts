import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { PeriodicTask, failurePauseMs, roundEveryMs } from './periodic-task.ts'

suite('a periodic task', () => {
  /** On a multiple of the interval, so that instants are easy to name. */
  const start = 1_000 * roundEveryMs
  const gapMs = 250

  /** Returns what it is given, then that nothing more is due. */
  function periodicTaskThat(...answers: (number | Error)[]) {
    const clock = { now: start }
    const asked: (readonly string[] | null)[] = []
    const task = new PeriodicTask<string>({
      name: 'test',
      now: () => clock.now,
      gapMs,
      async work(ids) {
        asked.push(ids)
        const answer = answers.shift() ?? Infinity
        if (answer instanceof Error) throw answer
        return answer
      },
    })
    const at = async (now: number) => {
      clock.now = now
      await task.doIfDue()
      return asked.splice(0)
    }
    return { task, at }
  }

  test('runs for all at first, then when the next is due', async () => {
    const { at } = periodicTaskThat(start + 5_000)
    assert.deepEqual(await at(start), [null])
    assert.deepEqual(await at(start + 4_999), [])
    assert.deepEqual(await at(start + 5_000), [[]])
  })

  test('runs for the ids it was notified of', async () => {
    const { task, at } = periodicTaskThat()
    await at(start)
    task.notify('one')
    task.notify('other')
    task.notify('one')
    assert.deepEqual(await at(start + gapMs), [['one', 'other']])
    assert.deepEqual(await at(start + 2 * gapMs), [])
  })

  test('pauses between two runs, however often it is notified', async () => {
    const { task, at } = periodicTaskThat()
    await at(start)
    task.notify('one')
    assert.deepEqual(await at(start + gapMs - 1), [])
    assert.deepEqual(await at(start + gapMs), [['one']])
  })

  test('runs for all now and then, however often it ran for some', async () => {
    const { task, at } = periodicTaskThat()
    await at(start)
    task.notify('one')
    await at(start + roundEveryMs - 1)
    assert.deepEqual(await at(start + roundEveryMs), [null])
    assert.deepEqual(await at(start + roundEveryMs + 1), [])
  })

  test('runs for the same ids again at once while there is more', async () => {
    const { task, at } = periodicTaskThat(start, start + gapMs)
    assert.deepEqual(await at(start), [null])
    assert.deepEqual(await at(start), [null])
    task.notify('one')
    await at(start + gapMs)
    assert.deepEqual(await at(start + 2 * gapMs), [])
  })

  test('a periodic task that fails runs again after a pause, for the same ids and new ones', async () => {
    const { task, at } = periodicTaskThat(Infinity, new Error('broken'))
    await at(start)
    task.notify('one')
    await assert.rejects(at(start + gapMs), /broken/)
    assert.deepEqual(await at(start + gapMs), [['one']])
    task.notify('other')
    assert.deepEqual(await at(start + gapMs + failurePauseMs - 1), [])
    assert.deepEqual(await at(start + gapMs + failurePauseMs), [['one', 'other']])
  })

  test('keeps notifications that come while it runs', async () => {
    const asked: (readonly string[] | null)[] = []
    const task: PeriodicTask<string> = new PeriodicTask<string>({
      name: 'test',
      now: () => start,
      async work(ids) {
        if (asked.push(ids) === 1) task.notify('one')
        return Infinity
      },
    })
    for (let i = 0; i < 3; i++) await task.doIfDue()
    assert.deepEqual(asked, [null, ['one']])
  })

  test('a restarted periodic task is due, for all, whatever the clock shows', async () => {
    const { task, at } = periodicTaskThat(start + 60_000)
    await at(start)
    assert.deepEqual(await at(start - 3_600_000), [])
    task.restart()
    assert.deepEqual(await at(start - 3_600_000), [null])
    assert.deepEqual(await at(start - 3_600_000), [])
  })
})
