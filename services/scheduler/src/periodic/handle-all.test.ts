import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Handle } from '@pressrun/db'
import type { TaskId } from '@pressrun/events'
import { handleAll } from './handle-all.ts'
import { DeferredIds } from './deferred-ids.ts'

const cancel = (taskId: TaskId) => ({
  command: { type: 'CancelTask', taskId, now: 0 } as const,
  meta: { projectId: 'project_00000000000000000000000000', actor: 'test' } as const,
})
/** Fails for one task. */
const failingFor =
  (failing: TaskId, notified: string[]): Handle =>
  async ({ command }) => {
    const id = 'taskId' in command ? command.taskId : ''
    if (id === failing) throw new Error('its row is not as it was')
    notified.push(id)
    return { kind: 'nothing' }
  }

suite('commands handled side by side', () => {
  test('are all handled when one fails, which is deferred for a while', async () => {
    const notified: string[] = []
    const deferred = new DeferredIds()
    const handle = failingFor('task_b', notified)
    const requests = (['task_a', 'task_b', 'task_c'] as const).map(cancel)
    await assert.rejects(handleAll(handle, requests, { deferred, now: 0 }), /not as it was/)
    assert.deepEqual(notified, ['task_a', 'task_c'])
    assert.deepEqual(deferred.ids(1), ['task_b'])
    assert.deepEqual(deferred.ids(600_000), [])
  })
})
