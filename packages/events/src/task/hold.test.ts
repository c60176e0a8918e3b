import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { decideTask } from './decide.ts'
import type { TaskEvent } from './decision.ts'
import { evolveTask } from './evolve.ts'
import { at, due, facts, now, published, queued, scheduledState, taskId } from './task.fixture.ts'

const { given } = queued

suite('a task whose account is held', () => {
  const hold = { type: 'HoldTask', taskId, code: 'auth-required', message: 'Expired.' } as const
  const heldWithAccount: TaskEvent = {
    type: 'TaskHeldWithAccount',
    data: {
      ...facts(0),
      error: { class: 'auth-required', code: 'auth-required', message: 'Expired.' },
    },
  }

  test('is held before it goes out, and keeps its scheduled time', () => {
    given().when(hold).yields(heldWithAccount)
    const notBefore = new Date(now + 60_000).toISOString()
    const held = evolveTask(scheduledState(notBefore), heldWithAccount, at)
    const decision = decideTask({ type: 'ReleaseTask', taskId, now }, held)
    assert.ok(decision.kind === 'events')
    const released = evolveTask(held, decision.events[0], at)
    assert.deepEqual([released.status, released.notBefore], ['queued', notBefore])
  })

  test('is left alone once it is on its way, or over', () => {
    given(due(1)).when(hold).changesNothing()
    given(due(1), published(1)).when(hold).changesNothing()
  })
})
