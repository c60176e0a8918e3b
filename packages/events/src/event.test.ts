import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { decodeEvent, eventSchemas, UndecodableEvent, type DomainEvent } from './event.ts'
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
  { type: 'TaskReconcileDue', data: { ...facts, look: 1, againAt: at } },
  {
    type: 'TaskStillUnconfirmed',
    data: { ...facts, look: 1, error: { ...task.error, class: 'unknown' }, lookAt: at },
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

const recorded = (event: { type: string; data: unknown }) => ({
  ...event,
  position: 7,
  id: 'event_01h455vb4pex5vsknk084sn02q',
  streamId: 'run_01h455vb4pex5vsknk084sn02q',
  version: 3,
  schemaVersion: 1,
  meta: {
    projectId: 'project_00000000000000000000000000',
    actor: 'admin',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  },
  recordedAt: at,
})

suite('decoding an event', () => {
  for (const event of examples)
    test(`gives back the ${event.type} that was written`, () =>
      assert.deepEqual(decodeEvent(JSON.stringify(recorded(event))), recorded(event)))

  test('is tried with every type there is', () =>
    assert.deepEqual(
      new Set(examples.map((event) => event.type)),
      new Set(Object.keys(eventSchemas)),
    ))

  const wrong: Record<string, string> = {
    'no JSON': '{',
    'another shape': '[]',
    'an unknown type': JSON.stringify(recorded({ type: 'RunExploded', data: {} })),
    'a type that only objects have': JSON.stringify(recorded({ type: 'toString', data: {} })),
    'a version from the future': JSON.stringify({ ...recorded(paused), schemaVersion: 2 }),
    'data of another shape': JSON.stringify(recorded({ type: 'RunStarted', data: {} })),
    'an id of another kind': JSON.stringify(
      recorded({ ...task.cancelled(), data: { ...facts, runId: 'task_1' } }),
    ),
  }
  for (const [what, text] of Object.entries(wrong))
    test(`refuses ${what}`, () => assert.throws(() => decodeEvent(text), UndecodableEvent))
})
