import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { decodeEvent } from '@pressrun/events'
import { entryAt } from './bus.fixture.ts'
import { toMessage } from './message.ts'

suite('an entry of the log as a message', () => {
  test('can be read as the event it was', () => {
    const { payload } = toMessage(entryAt(7), 1)
    const event = decodeEvent(new TextDecoder().decode(payload))
    assert.deepEqual([event.position, event.type, event.version], [7, 'RunPaused', 7])
  })

  test('names itself, its position, its epoch, and what must precede it', () => {
    const { headers } = toMessage(entryAt(7), 3)
    assert.deepEqual(
      ['Nats-Msg-Id', 'Pressrun-Position', 'Pressrun-Epoch', 'Nats-Expected-Last-Sequence'].map(
        (name) => headers.get(name),
      ),
      [entryAt(7).id, '7', '3', '6'],
    )
  })

  test('is addressed by its type, a due job also by its platform', () => {
    assert.equal(toMessage(entryAt(1), 1).subject, 'pressrun.events.run.RunPaused')
    const due = entryAt(1, 'TaskDue', '{"runId":"run_1","platform":"feed","attempt":1}')
    assert.equal(toMessage(due, 1).subject, 'pressrun.events.task.TaskDue.feed')
  })

  test('carries the trace on, and does not take other text for one', () => {
    const traced = { ...entryAt(1), meta: '{"actor":"a","traceparent":"00-11-22-01"}' }
    assert.equal(toMessage(traced, 1).headers.get('traceparent'), '00-11-22-01')
    const actor = JSON.stringify({ actor: '"traceparent":"00-33-44-01"' })
    assert.equal(toMessage({ ...entryAt(1), meta: actor }, 1).headers.get('traceparent'), '')
  })
})
