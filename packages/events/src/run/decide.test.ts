import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { decideRun, type RunCommand, type RunEvent } from './decide.ts'
import { evolveRun } from './evolve.ts'
import {
  at,
  cancelled,
  completed,
  created,
  createRun,
  later,
  now,
  paused,
  planned,
  plannedTask,
  resumed,
  runId,
  runDecider,
  started,
} from './run.fixture.ts'
import type { RunState } from './state.ts'

const { given, stateAfter } = runDecider
const draft = [created, planned]
const running = [...draft, started]

suite('creating a run', () => {
  test('plans its tasks', () => given().when(createRun).yields(created, planned))

  test('starts it in the same commit when asked to', () =>
    given()
      .when({ ...createRun, start: true })
      .yields(created, planned, started))

  test('starts a scheduled one with its scheduled time as due time', () => {
    const scheduled = { ...createRun, scheduledAt: later, start: true }
    const facts: RunEvent = {
      ...created,
      data: { ...created.data, scheduledAt: later },
    } as RunEvent
    given()
      .when(scheduled)
      .yields(facts, planned, { type: 'RunStarted', data: { dueAt: later } })
  })

  test('plans 10,000 tasks in 20 events that keep their order', () => {
    const tasks = Array.from({ length: 10_000 }, (_, ordinal) => plannedTask(ordinal))
    const decision = decideRun({ ...createRun, tasks }, null)
    assert.ok(decision.kind === 'events')
    const chunks = decision.events.filter((event) => event.type === 'TasksPlanned')
    assert.equal(chunks.length, 20)
    assert.deepEqual(
      chunks.flatMap((chunk) => chunk.data.tasks),
      tasks,
    )
  })

  test('is refused when it exists', () => given(created).when(createRun).isRefused('run-exists'))
})

suite('starting a run', () => {
  const start: RunCommand = { type: 'StartRun', runId, now }

  test('queues its tasks now', () =>
    given(...draft)
      .when(start)
      .yields(started))

  test('starts now when its scheduled time has passed', () => {
    const late = { ...start, now: Date.parse(later) + 1 }
    const scheduled = { ...created, data: { ...created.data, scheduledAt: later } } as RunEvent
    given(scheduled, planned)
      .when(late)
      .yields({ type: 'RunStarted', data: { dueAt: '2026-03-29T12:00:00.001Z' } })
  })

  test('leaves a scheduled time in the future', () => {
    const scheduled = { ...created, data: { ...created.data, scheduledAt: later } } as RunEvent
    given(scheduled, planned)
      .when(start)
      .yields({ type: 'RunStarted', data: { dueAt: later } })
  })

  test('a second time changes nothing', () =>
    given(...running)
      .when(start)
      .changesNothing())
  test('changes nothing while it is paused', () =>
    given(...running, paused)
      .when(start)
      .changesNothing())
  test('changes nothing when it is completed', () =>
    given(...running, completed)
      .when(start)
      .changesNothing())
  test('is refused when it was cancelled', () =>
    given(...draft, cancelled)
      .when(start)
      .isRefused('run-over'))
})

suite('pausing and resuming a run', () => {
  const pause: RunCommand = { type: 'PauseRun', runId }
  const resume: RunCommand = { type: 'ResumeRun', runId }

  test('pauses a running run', () =>
    given(...running)
      .when(pause)
      .yields(paused))
  test('resumes a paused run', () =>
    given(...running, paused)
      .when(resume)
      .yields(resumed))
  test('changes nothing when it already is so', () => {
    given(...running, paused)
      .when(pause)
      .changesNothing()
    given(...running)
      .when(resume)
      .changesNothing()
  })
  test('is refused before the start', () => {
    for (const command of [pause, resume])
      given(...draft)
        .when(command)
        .isRefused('run-not-started')
  })
  test('is refused after the end', () => {
    for (const end of [cancelled, completed])
      for (const command of [pause, resume])
        given(...running, end)
          .when(command)
          .isRefused('run-over')
  })
})

suite('cancelling a run', () => {
  const cancel: RunCommand = { type: 'CancelRun', runId }

  test('ends it, whether or not it was started', () => {
    for (const history of [draft, running, [...running, paused]])
      given(...history)
        .when(cancel)
        .yields(cancelled)
  })
  test('a second time changes nothing', () =>
    given(...draft, cancelled)
      .when(cancel)
      .changesNothing())
  test('is refused when it is completed', () =>
    given(...running, completed)
      .when(cancel)
      .isRefused('run-over'))
})

suite('completing a run', () => {
  const complete: RunCommand = { type: 'CompleteRun', runId, counts: { published: 2 } }

  test('records how its tasks ended', () =>
    given(...running)
      .when(complete)
      .yields(completed))
  test('changes nothing unless it runs', () => {
    for (const history of [
      draft,
      [...running, paused],
      [...running, completed],
      [...draft, cancelled],
    ])
      given(...history)
        .when(complete)
        .changesNothing()
  })
})

suite('a run that does not exist', () => {
  const commands: RunCommand[] = [
    { type: 'StartRun', runId, now },
    { type: 'PauseRun', runId },
    { type: 'ResumeRun', runId },
    { type: 'CancelRun', runId },
    { type: 'CompleteRun', runId, counts: {} },
  ]
  for (const command of commands)
    test(`refuses ${command.type}`, () => given().when(command).isRefused('run-not-found'))
})

suite('folding a run', () => {
  test('begins with what it was created with', () =>
    assert.deepEqual(stateAfter([created]), {
      id: runId,
      version: 1,
      status: 'draft',
      projectId: createRun.projectId,
      snapshot: createRun.snapshot,
      articleId: null,
      title: 'Spring',
      taskCount: 2,
      priority: 5,
      concurrency: 10,
      scheduledAt: null,
      timeZone: null,
      wallTime: null,
      scheduleId: null,
      createdAt: at,
      startedAt: null,
      endedAt: null,
    } satisfies RunState))

  test('counts every event and keeps when it began and ended', () => {
    const ended = stateAfter([...running, paused, resumed, completed])
    assert.equal(ended?.version, 6)
    assert.equal(ended.status, 'completed')
    assert.deepEqual([ended.startedAt, ended.endedAt], [at, at])
    assert.equal(stateAfter([...draft, cancelled])?.endedAt, at)
  })

  test('is a fault without the first event', () =>
    assert.throws(() => stateAfter([started]), /RunStarted before RunCreated/))
})

suite('moving a run to another time', () => {
  const move = { type: 'RescheduleRun', runId, scheduledAt: later, timeZone: 'UTC' } as const
  const moved: RunEvent = {
    type: 'RunRescheduled',
    data: { scheduledAt: later, timeZone: 'UTC', wallTime: undefined },
  }

  test('moves only runs that are not over, and changes nothing the second time', () => {
    given(...draft)
      .when(move)
      .yields(moved)
    given(...running)
      .when(move)
      .yields(moved)
    given(...draft, moved)
      .when(move)
      .changesNothing()
    for (const end of [completed, cancelled])
      given(...running, end)
        .when(move)
        .isRefused('run-over')
  })

  test('is refused with a stale version', () =>
    given(...draft)
      .when({ ...move, expectedVersion: 1 })
      .isRefused('version-mismatch'))

  test('sets the time at which a draft starts', () =>
    given(...draft, moved)
      .when({ type: 'StartRun', runId, now })
      .yields({ type: 'RunStarted', data: { dueAt: later } }))
})

suite('any history of a run', () => {
  const commands = fc.constantFrom<RunCommand['type']>(
    'CreateRun',
    'StartRun',
    'PauseRun',
    'ResumeRun',
    'CancelRun',
    'CompleteRun',
  )

  test('starts once, ends once, and has no event after its end', () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 40 }), fc.boolean(), (types, start) => {
        const events: RunEvent[] = []
        let run: RunState | null = null
        for (const type of types) {
          const command = { ...createRun, counts: {}, start, type } as RunCommand
          const decision = decideRun(command, run)
          if (decision.kind !== 'events') continue
          for (const event of decision.events) {
            run = evolveRun(run, event, runId, at)
            events.push(event)
          }
        }
        const kinds = events.map((event) => event.type)
        const count = (type: string) => kinds.filter((kind) => kind === type).length
        const ends = count('RunCompleted') + count('RunCancelled')
        assert.ok(count('RunStarted') <= 1 && count('RunCreated') <= 1 && ends <= 1)
        if (ends === 1) assert.match(kinds.at(-1) ?? '', /^Run(Completed|Cancelled)$/)
        assert.equal(run === null ? 0 : run.version, events.length)
      }),
    )
  })
})
