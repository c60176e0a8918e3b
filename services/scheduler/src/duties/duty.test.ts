import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Duty, failurePauseMs, lookAnywayMs } from './duty.ts'

suite('a duty', () => {
  /** On a multiple of the interval, so that instants are easy to name. */
  const start = 1_000 * lookAnywayMs
  const gapMs = 250

  /** Answers what it is told to, then that nothing more is due. */
  function dutyThat(...answers: (number | Error)[]) {
    const clock = { now: start }
    const asked: (readonly string[] | null)[] = []
    const duty = new Duty<string>({
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
      await duty.doIfDue()
      return asked.splice(0)
    }
    return { duty, at }
  }

  test('is done for all at first, then when the next is due', async () => {
    const { at } = dutyThat(start + 5_000)
    assert.deepEqual(await at(start), [null])
    assert.deepEqual(await at(start + 4_999), [])
    assert.deepEqual(await at(start + 5_000), [[]])
  })

  test('is done for those something was said of', async () => {
    const { duty, at } = dutyThat()
    await at(start)
    duty.touch('one')
    duty.touch('other')
    duty.touch('one')
    assert.deepEqual(await at(start + gapMs), [['one', 'other']])
    assert.deepEqual(await at(start + 2 * gapMs), [])
  })

  test('waits a little between two times, however much is said', async () => {
    const { duty, at } = dutyThat()
    await at(start)
    duty.touch('one')
    assert.deepEqual(await at(start + gapMs - 1), [])
    assert.deepEqual(await at(start + gapMs), [['one']])
  })

  test('is done for all now and then, however often it was for some', async () => {
    const { duty, at } = dutyThat()
    await at(start)
    duty.touch('one')
    await at(start + lookAnywayMs - 1)
    assert.deepEqual(await at(start + lookAnywayMs), [null])
    assert.deepEqual(await at(start + lookAnywayMs + 1), [])
  })

  test('goes on with the same at once while there is more', async () => {
    const { duty, at } = dutyThat(start, start + gapMs)
    assert.deepEqual(await at(start), [null])
    assert.deepEqual(await at(start), [null])
    duty.touch('one')
    await at(start + gapMs)
    assert.deepEqual(await at(start + 2 * gapMs), [])
  })

  test('a duty that fails is done again after a pause, for the same and what was said since', async () => {
    const { duty, at } = dutyThat(Infinity, new Error('broken'))
    await at(start)
    duty.touch('one')
    await assert.rejects(at(start + gapMs), /broken/)
    assert.deepEqual(await at(start + gapMs), [['one']])
    duty.touch('other')
    assert.deepEqual(await at(start + gapMs + failurePauseMs - 1), [])
    assert.deepEqual(await at(start + gapMs + failurePauseMs), [['one', 'other']])
  })

  test('hears what is said while it is done', async () => {
    const asked: (readonly string[] | null)[] = []
    const duty: Duty<string> = new Duty<string>({
      name: 'test',
      now: () => start,
      async work(ids) {
        if (asked.push(ids) === 1) duty.touch('one')
        return Infinity
      },
    })
    for (let i = 0; i < 3; i++) await duty.doIfDue()
    assert.deepEqual(asked, [null, ['one']])
  })

  test('a duty that is to start again is due, for all, whatever the clock says', async () => {
    const { duty, at } = dutyThat(start + 60_000)
    await at(start)
    assert.deepEqual(await at(start - 3_600_000), [])
    duty.restart()
    assert.deepEqual(await at(start - 3_600_000), [null])
    assert.deepEqual(await at(start - 3_600_000), [])
  })
})
