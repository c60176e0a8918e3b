import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { FiringAgenda } from './firing-agenda.ts'

suite('the agenda of firings', () => {
  const clock = { now: 1_000_000 }
  const agendaOf = (...answers: number[]) => {
    let fired = 0
    const fire = async () => answers[fired++] ?? Infinity
    return { agenda: new FiringAgenda(fire, () => clock.now), fired: () => fired }
  }

  test('looks at first, then when the next is due', async () => {
    const { agenda, fired } = agendaOf(clock.now + 5_000)
    await agenda.fireDue()
    await agenda.fireDue()
    assert.deepEqual([fired(), agenda.nextMs], [1, clock.now + 5_000])
    clock.now += 5_000
    await agenda.fireDue()
    assert.equal(fired(), 2)
  })

  test('looks now and then, also when nothing is due', async () => {
    const { agenda, fired } = agendaOf()
    await agenda.fireDue()
    assert.equal(agenda.nextMs, clock.now + 15_000)
    clock.now += 15_000
    await agenda.fireDue()
    assert.equal(fired(), 2)
  })

  test('looks again when something was said of a schedule, also while it looks', async () => {
    let fired = 0
    const agenda = new FiringAgenda(
      async () => {
        if (fired++ === 0) agenda.touch()
        return Infinity
      },
      () => clock.now,
    )
    await agenda.fireDue()
    await agenda.fireDue()
    await agenda.fireDue()
    assert.equal(fired, 2)
  })

  test('a clock that is set back makes it wait, not look all the time', async () => {
    const { agenda, fired } = agendaOf(clock.now + 60_000)
    await agenda.fireDue()
    clock.now -= 3_600_000
    await agenda.fireDue()
    assert.equal(fired(), 1)
  })
})
