import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { decodeChunk, UndecodableEvent } from './chunk.ts'
import { eventSchemas, isWellFormed, type DomainEvent, type EventType } from './event.ts'
import {
  cancelled,
  completed,
  created,
  paused,
  plannedTask,
  resumed,
  started,
} from './run/run.fixture.ts'
import * as schedule from './schedule/schedule.fixture.ts'
import { subjectOf } from './subjects.ts'
import * as task from './task/task.fixture.ts'

const at = '2026-03-29T09:00:00.000Z'
const facts = task.facts(1)

const examples: DomainEvent[] = [
  created,
  {
    type: 'TasksPlanned',
    data: { tasks: [plannedTask(0), { ...plannedTask(1), overrides: { title: '漢' } }] },
  },
  started,
  {
    type: 'RunRescheduled',
    data: { scheduledAt: at, timeZone: 'UTC', wallTime: '2026-03-29T09:00:00' },
  },
  paused,
  resumed,
  cancelled,
  completed,
  task.due(1),
  { type: 'TaskAttemptStarted', data: { ...facts, payloadHash: 'f00d', token: 't' } },
  task.published(1),
  task.failed(1),
  task.unconfirmed(1),
  { type: 'TaskReconcileDue', data: { ...facts, check: 1, againAt: at } },
  {
    type: 'TaskStillUnconfirmed',
    data: { ...facts, check: 1, error: { ...task.error, class: 'unknown' }, nextCheckAt: at },
  },
  { type: 'TaskLateOutcome', data: { ...facts, ...task.timing, remoteId: 'r1' } },
  task.held(1),
  { type: 'TaskHeldWithAccount', data: { ...facts, error: task.error } },
  { type: 'TaskReleased', data: { ...facts, dueAt: at } },
  task.retryRequested(1, 2, true),
  { type: 'TaskCancelRequested', data: facts },
  { type: 'TaskRescheduled', data: { ...facts, dueAt: at } },
  task.cancelled(),
  {
    type: 'AccountConnected',
    data: {
      projectId: 'project_00000000000000000000000000',
      platform: 'feed',
      name: 'News',
      settings: { directory: 'news', deep: [{ er: null }] },
      limits: { maxInFlight: 2, minGapSeconds: 0.5 },
    },
  },
  { type: 'AccountChanged', data: { name: 'Sport', credentialsReplaced: true } },
  {
    type: 'AccountVerified',
    data: { identity: { name: '@shore' }, limits: [{ path: 'text', unit: 'graphemes', max: 500 }] },
  },
  { type: 'AccountPaused', data: {} },
  { type: 'AccountResumed', data: {} },
  { type: 'AccountHeld', data: { code: 'auth-required', message: 'Revoked.' } },
  { type: 'AccountThrottled', data: { until: at, scope: 'platform' } },
  { type: 'AccountRemoved', data: {} },
  { type: 'SourceScanDue', data: { scan: 1 } },
  { type: 'SourceMoved', data: {} },
  {
    type: 'SourceScanned',
    data: { scan: 1, found: 1, added: 1, changed: 0, refused: 0, failed: false },
  },
  schedule.created,
  { type: 'ScheduleChanged', data: { changed: { priority: 9, endAt: null }, nextAt: null } },
  schedule.paused,
  schedule.resumed,
  schedule.deleted,
  schedule.fired,
  schedule.failed,
  schedule.skipped,
]

const streamId = 'run_01h455vb4pex5vsknk084sn02q'
const meta = {
  projectId: 'project_00000000000000000000000000',
  actor: 'admin',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
}
const stored = (data: unknown, more = {}) => ({ stream: streamId, version: 3, ...more, data })
const chunk = (events: unknown, changes = {}) =>
  JSON.stringify({ first: 7, schemaVersion: 1, at, meta, events, ...changes })
const subject = (type: string) => subjectOf(type as EventType, 'feed')

suite('decoding a chunk', () => {
  for (const { type, data } of examples)
    test(`decodes the ${type} that was written`, () =>
      assert.deepEqual(decodeChunk(subject(type), chunk([stored(data)])), [
        {
          type,
          data,
          position: 7,
          id: 'event_01kmwd4km00000000000000007',
          streamId,
          version: 3,
          schemaVersion: 1,
          meta,
          recordedAt: at,
        },
      ]))

  test('is tested with every event type', () =>
    assert.deepEqual(
      new Set(examples.map((event) => event.type)),
      new Set(Object.keys(eventSchemas)),
    ))

  test('numbers its events, and fills in the fields that they share', () => {
    const own = { actor: 'publisher', traceparent: null, correlationId: 'c' }
    const events = decodeChunk(
      subject('RunPaused'),
      chunk([
        stored({}),
        stored({}, { cause: 'event_4' }),
        stored({}, { meta: own, cause: 'batch_1' }),
      ]),
    )
    assert.deepEqual(
      events.map(({ position, id, meta: { actor, causationId, ...rest } }) => [
        [position, id, actor, causationId],
        rest,
      ]),
      [
        [[7, 'event_01kmwd4km00000000000000007', 'admin', undefined], traced],
        [[8, 'event_01kmwd4km00000000000000008', 'admin', 'event_4'], traced],
        [
          [9, 'event_01kmwd4km00000000000000009', 'publisher', 'batch_1'],
          { projectId: meta.projectId, correlationId: 'c' },
        ],
      ],
    )
  })

  const wrong: Record<string, [type: string, text: string]> = {
    'no JSON': ['RunPaused', '{'],
    'another shape': ['RunPaused', '[]'],
    'an unknown type': ['RunExploded', chunk([stored({})])],
    'a type that only objects have': ['toString', chunk([stored({})])],
    'a version from the future': ['RunPaused', chunk([stored({})], { schemaVersion: 2 })],
    'a chunk without events': ['RunPaused', chunk([])],
    'an event without data': ['RunPaused', chunk([stored(null)])],
    'an event of no stream': ['RunPaused', chunk([{ version: 3, data: {} }])],
    'a chunk of nobody': ['RunPaused', chunk([stored({})], { meta: {} })],
  }
  for (const [what, [type, text]] of Object.entries(wrong))
    test(`refuses ${what}`, () =>
      assert.throws(() => decodeChunk(`pressrun.events.run.${type}`, text), UndecodableEvent))
})

const { actor: _actor, ...traced } = meta

suite('the shape of an event', () => {
  for (const event of examples)
    test(`of type ${event.type} is known`, () => assert.ok(isWellFormed(event)))

  test('is not that of another', () => {
    assert.ok(!isWellFormed({ type: 'RunStarted', data: {} } as never))
    const data = { ...facts, runId: 'task_1' }
    assert.ok(!isWellFormed({ ...task.cancelled(), data } as never))
  })
})
