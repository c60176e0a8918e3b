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

  test('is done for all at first, then when the next is due', async () => {
    const { at } = periodicTaskThat(start + 5_000)
    assert.deepEqual(await at(start), [null])
    assert.deepEqual(await at(start + 4_999), [])
    assert.deepEqual(await at(start + 5_000), [[]])
  })

  test('is done for those something was said of', async () => {
    const { task, at } = periodicTaskThat()
    await at(start)
    task.notify('one')
    task.notify('other')
    task.notify('one')
    assert.deepEqual(await at(start + gapMs), [['one', 'other']])
    assert.deepEqual(await at(start + 2 * gapMs), [])
  })

  test('waits a little between two times, however much is said', async () => {
    const { task, at } = periodicTaskThat()
    await at(start)
    task.notify('one')
    assert.deepEqual(await at(start + gapMs - 1), [])
    assert.deepEqual(await at(start + gapMs), [['one']])
  })

  test('is done for all now and then, however often it was for some', async () => {
    const { task, at } = periodicTaskThat()
    await at(start)
    task.notify('one')
    await at(start + roundEveryMs - 1)
    assert.deepEqual(await at(start + roundEveryMs), [null])
    assert.deepEqual(await at(start + roundEveryMs + 1), [])
  })

  test('goes on with the same at once while there is more', async () => {
    const { task, at } = periodicTaskThat(start, start + gapMs)
    assert.deepEqual(await at(start), [null])
    assert.deepEqual(await at(start), [null])
    task.notify('one')
    await at(start + gapMs)
    assert.deepEqual(await at(start + 2 * gapMs), [])
  })

  test('a periodic task that fails is done again after a pause, for the same and what was said since', async () => {
    const { task, at } = periodicTaskThat(Infinity, new Error('broken'))
    await at(start)
    task.notify('one')
    await assert.rejects(at(start + gapMs), /broken/)
    assert.deepEqual(await at(start + gapMs), [['one']])
    task.notify('other')
    assert.deepEqual(await at(start + gapMs + failurePauseMs - 1), [])
    assert.deepEqual(await at(start + gapMs + failurePauseMs), [['one', 'other']])
  })

  test('hears what is said while it is done', async () => {
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

  test('a periodic task that is to start again is due, for all, whatever the clock says', async () => {
    const { task, at } = periodicTaskThat(start + 60_000)
    await at(start)
    assert.deepEqual(await at(start - 3_600_000), [])
    task.restart()
    assert.deepEqual(await at(start - 3_600_000), [null])
    assert.deepEqual(await at(start - 3_600_000), [])
  })
})
