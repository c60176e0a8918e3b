import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { decodeChunk, eventsOf } from '@pressrun/events'
import { chunkAt } from './bus.fixture.ts'
import { positionsIn, toMessage } from './message.ts'

const textOf = ({ payload }: { payload: Uint8Array }) => new TextDecoder().decode(payload)

suite('a row of the log as a message', () => {
  test('decodes to its events again', () => {
    const row = chunkAt(7, 'RunPaused', '{}', { first: 20, events: 3 })
    const message = toMessage(row, 1)
    const events = decodeChunk(message.subject, textOf(message))
    assert.deepEqual(events, eventsOf(row))
    assert.deepEqual(
      events.map(({ position, type, version }) => [position, type, version]),
      [
        [20, 'RunPaused', 20],
        [21, 'RunPaused', 21],
        [22, 'RunPaused', 22],
      ],
    )
  })

  test('carries the text of the row untouched', () => {
    const odd = '{"text":"\\u0000 漢 😀 \\" }","number":1.50}'
    assert.ok(textOf(toMessage(chunkAt(1, 'RunPaused', odd), 1)).includes(odd))
  })

  test('has its positions, its epoch, and its predecessor in the headers', () => {
    const row = chunkAt(7, 'RunPaused', '{}', { first: 20, events: 3 })
    const { headers } = toMessage(row, 3)
    assert.deepEqual(
      ['Pressrun-Events', 'Pressrun-Epoch', 'Nats-Expected-Last-Sequence'].map((name) =>
        headers.get(name),
      ),
      ['20-22', '3', '6'],
    )
    assert.deepEqual(positionsIn({ headers }), { first: 20, last: 22 })
    assert.equal(headers.get('Nats-Msg-Id'), eventsOf(row).at(-1)?.id)
  })

  test("is addressed by its row's subject", () =>
    assert.equal(toMessage(chunkAt(1, 'TaskDue'), 1).subject, 'pressrun.events.task.TaskDue.feed'))

  test('carries the trace on, and ignores invalid trace text', () => {
    const traced = { ...chunkAt(1), meta: '{"actor":"a","traceparent":"00-11-22-01"}' }
    assert.equal(toMessage(traced, 1).headers.get('traceparent'), '00-11-22-01')
    const actor = JSON.stringify({ actor: '"traceparent":"00-33-44-01"' })
    assert.equal(toMessage({ ...chunkAt(1), meta: actor }, 1).headers.get('traceparent'), '')
  })
})
