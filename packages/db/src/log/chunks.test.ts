import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { eventsOf, type DomainEvent, type EventMeta, type StreamId } from '@pressrun/events'
import { meta, newId } from '../database.fixture.ts'
import { EventTooLarge, hashOf, toChunks, type NewChunk, type NewEvent } from './chunks.ts'

const at = '2026-03-29T09:00:00.000Z'
const runId = newId('run')

const taskEvent = (
  type: 'TaskDue' | 'TaskPublished' | 'TaskCancelled',
  streamId: StreamId = newId('task'),
  more: object = {},
): NewEvent => ({
  streamId,
  version: 2,
  event: { type, data: { runId, platform: 'feed', ...more } } as unknown as DomainEvent,
  meta,
  at,
})
const runEvent = (type: 'RunStarted' | 'RunCompleted'): NewEvent => ({
  ...taskEvent('TaskDue', runId),
  event: { type, data: {} } as unknown as DomainEvent,
})
const sized = (bytes: number, text = 'x') =>
  taskEvent('TaskPublished', newId('task'), { url: text.repeat(bytes / Buffer.byteLength(text)) })

const typesAndLengths = (chunks: readonly NewChunk[]) =>
  chunks.map(({ subject, events }) => [subject.split('.').slice(3).join('.'), events.length])

/** What a reader makes of the chunks, in order. */
function read(chunks: readonly NewChunk[]) {
  let first = 1
  return chunks.flatMap(({ subject, at: recordedAt, meta: shared, events }, i) => {
    const last = first + events.length - 1
    const data = `[${events.join(',')}]`
    const text = JSON.stringify(shared)
    const row = { seq: i + 1, first, last, subject, at: recordedAt, meta: text, data }
    first = last + 1
    return eventsOf({ ...row, schemaVersion: 1 })
  })
}

suite('the events of a commit', () => {
  test('lie together by subject, 64 in a chunk', () => {
    const events = Array.from({ length: 130 }, () => taskEvent('TaskPublished'))
    assert.deepEqual(typesAndLengths(toChunks(events)), [
      ['TaskPublished', 64],
      ['TaskPublished', 64],
      ['TaskPublished', 2],
    ])
    assert.deepEqual(
      read(toChunks(events)).map(({ streamId }) => streamId),
      events.map(({ streamId }) => streamId),
    )
  })

  test('come together even with others between them, due jobs by platform', () => {
    const events = Array.from({ length: 60 }, (_, i) =>
      taskEvent('TaskDue', newId('task'), { platform: ['feed', 'ghost', 'slack'][i % 3] }),
    )
    assert.deepEqual(typesAndLengths(toChunks(events)), [
      ['TaskDue.feed', 20],
      ['TaskDue.ghost', 20],
      ['TaskDue.slack', 20],
    ])
  })

  test('of one stream keep their order, with any others between', () => {
    const [one, two] = [newId('task'), newId('task')]
    const chunks = toChunks([
      taskEvent('TaskDue', one),
      taskEvent('TaskPublished', one),
      taskEvent('TaskDue', two),
      taskEvent('TaskDue', one),
      taskEvent('TaskPublished', two),
    ])
    assert.deepEqual(
      read(chunks).map(({ type, streamId }) => [type, streamId === one ? 1 : 2]),
      [
        ['TaskDue', 1],
        ['TaskDue', 2],
        ['TaskPublished', 1],
        ['TaskPublished', 2],
        ['TaskDue', 1],
      ],
    )
  })

  test('of a run and of its tasks keep their order', () => {
    const order = [runEvent('RunStarted'), taskEvent('TaskDue'), runEvent('RunStarted')]
    assert.deepEqual(typesAndLengths(toChunks(order)), [
      ['RunStarted', 1],
      ['TaskDue.feed', 1],
      ['RunStarted', 1],
    ])
    const ended = [taskEvent('TaskCancelled'), runEvent('RunCompleted'), taskEvent('TaskCancelled')]
    assert.deepEqual(typesAndLengths(toChunks(ended)), [
      ['TaskCancelled', 1],
      ['RunCompleted', 1],
      ['TaskCancelled', 1],
    ])
  })

  test('of another instant begin another chunk', () => {
    const later = { ...taskEvent('TaskDue'), at: '2026-03-29T09:00:00.001Z' }
    assert.equal(toChunks([taskEvent('TaskDue'), later]).length, 2)
  })

  test('are found by their streams, and those of tasks by their runs', () => {
    const due = taskEvent('TaskDue')
    const chunks = toChunks([due, taskEvent('TaskDue', due.streamId), runEvent('RunStarted')])
    assert.deepEqual(
      chunks.map(({ about }) => [...about]),
      [[due.streamId, runId].map(hashOf), [hashOf(runId)]],
    )
  })
})

suite('the size of a chunk', () => {
  test('is 256 KB at most, of several events', () => {
    const chunks = toChunks(Array.from({ length: 64 }, () => sized(4_096)))
    assert.deepEqual(
      chunks.map(({ events }) => events.length),
      [61, 3],
    )
    const bytes = Buffer.byteLength(`[${chunks[0]?.events.join(',')}]`)
    assert.ok(bytes <= 256 * 1024 && bytes > 250 * 1024, `${bytes} bytes`)
  })

  test('is counted in bytes, and no character is cut', () => {
    const events = Array.from({ length: 64 }, () => sized(8_000, '😀'))
    const chunks = toChunks(events)
    for (const { events: texts } of chunks)
      assert.ok(Buffer.byteLength(`[${texts.join(',')}]`) <= 256 * 1024)
    assert.deepEqual(
      read(chunks).map(({ data }) => data),
      events.map(({ event }) => event.data),
    )
  })

  test('may be larger for one event, up to what a server accepts', () => {
    const [chunk, ...others] = toChunks([sized(999_000)])
    assert.deepEqual([chunk?.events.length, others], [1, []])
    assert.throws(() => toChunks([sized(1_000_000)]), EventTooLarge)
    assert.throws(() => toChunks([sized(999_999, 'éé€')]), EventTooLarge)
    const around = { ...sized(900_000), meta: { ...meta, actor: 'a'.repeat(100_000) } }
    assert.throws(() => toChunks([around]), EventTooLarge)
  })
})

suite('the meta of an event', () => {
  const whole: EventMeta = {
    projectId: meta.projectId,
    actor: 'admin',
    correlationId: 'request 1',
    causationId: 'event_1',
    traceparent: '00-11-22-01',
  }
  const metas: EventMeta[] = [
    whole,
    { ...whole, causationId: 'event_2' },
    meta,
    { ...whole, actor: 'null', traceparent: '00-33-44-01' },
    { projectId: meta.projectId, actor: 'admin', causationId: 'event_3' },
  ]

  test('is returned as written, whatever the chunk says for all', () => {
    const events = metas.map((own) => ({ ...taskEvent('TaskPublished'), meta: own }))
    const chunks = toChunks(events)
    assert.equal(chunks.length, 1)
    assert.deepEqual(
      read(chunks).map((event) => event.meta),
      metas,
    )
  })

  test('is stored once where it is the same', () => {
    const [chunk] = toChunks([taskEvent('TaskPublished'), taskEvent('TaskPublished')])
    assert.ok(chunk?.events.every((text) => !text.includes('projectId')))
  })
})
