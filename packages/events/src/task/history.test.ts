import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { decideTask, type TaskCommand } from './decide.ts'
import type { TaskEvent } from './decision.ts'
import { evolveTask } from './evolve.ts'
import { idempotencyClasses, type CommitOutcome, type Idempotency } from './outcome.ts'
import type { Finding } from './reconcile.ts'
import type { RetryPolicy } from './retry-policy.ts'
import { now, queuedState, taskId } from './task.fixture.ts'
import type { TaskState } from './state.ts'

const day = 24 * 3_600_000
const text = { code: 'code', message: 'message' }
const outcome: fc.Arbitrary<CommitOutcome> = fc.oneof(
  fc.constant({ outcome: 'published' as const }),
  fc.constant({ outcome: 'rejected' as const, ...text }),
  fc.record({
    outcome: fc.constant('rate-limited' as const),
    scope: fc.constantFrom('account' as const, 'platform' as const),
    until: fc.date({ noInvalidDate: false }),
  }),
  fc.constant({ outcome: 'auth-required' as const, message: 'message' }),
  fc.constant({ outcome: 'not-sent' as const, ...text }),
  fc.constant({ outcome: 'unknown' as const, ...text }),
)

/** A command on a task: by people, the scheduler, or publishers dead and alive. */
type Step = {
  readonly type: TaskCommand['type']
  readonly outcome: CommitOutcome
  readonly force: boolean
  readonly result: Finding
  readonly foundAbsent: boolean
  readonly afterAttempt: boolean
  /** How far the caller is behind the current attempt. */
  readonly stale: number
  readonly random: number
  readonly waitMs: number
}

const step: fc.Arbitrary<Step> = fc.record({
  type: fc.constantFrom<TaskCommand['type']>(
    'DispatchTask',
    'DispatchTask',
    'RecordOutcome',
    'RecordOutcome',
    'StartAttempt',
    'RetryTask',
    'CancelTask',
    'HoldTask',
    'ReleaseTask',
    'ReconcileTask',
    'RecordReconciliation',
    'ResolveTask',
  ),
  outcome,
  force: fc.boolean(),
  foundAbsent: fc.boolean(),
  afterAttempt: fc.boolean(),
  result: fc.constantFrom<Finding>(
    { finding: 'found', remoteId: 'r1' },
    { finding: 'absent' },
    { finding: 'unknown', error: { ...text, class: 'unknown' } },
  ),
  stale: fc.constantFrom(0, 0, 0, 1),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  waitMs: fc.nat(2 * day),
})

const policy = fc.record({
  attemptsMax: fc.integer({ min: 1, max: 6 }),
  baseMs: fc.integer({ min: 1, max: 60_000 }),
  capMs: fc.integer({ min: 1, max: 3_600_000 }),
})

type Lived = { readonly task: TaskState; readonly event: TaskEvent; readonly at: number }

/** All events of a task that was given `steps`, in order. */
function live(
  steps: readonly Step[],
  platform: Idempotency,
  rules: RetryPolicy,
  startMs = now,
): Lived[] {
  let task = queuedState
  let clock = startMs
  return steps.flatMap((asked) => {
    clock += asked.waitMs
    const command = {
      ...asked,
      // A person's confirmation and a check share the field's name, not its form.
      ...(asked.type === 'ResolveTask' && { outcome: asked.force ? 'published' : 'not-published' }),
      taskId,
      attempt: task.attempt - asked.stale,
      generation: task.generation,
      check: task.checks,
      repeatIsSafe: !asked.force,
      payloadHash: 'f00d',
      token: 'draft',
      idempotency: platform,
      policy: rules,
      startedAt: clock,
      now: clock,
    } as TaskCommand
    const decision = decideTask(command, task)
    if (decision.kind !== 'events') return []
    return decision.events.map((event) => {
      task = evolveTask(task, event, new Date(clock).toISOString())
      return { task, event, at: clock }
    })
  })
}

const platform: fc.Arbitrary<Idempotency> = fc.record({
  class: fc.constantFrom(...idempotencyClasses),
  keyWindowMs: fc.constant(day),
  settleMs: fc.constant(10_000),
  canReconcile: fc.boolean(),
})

function always(rule: (lived: readonly Lived[], rules: RetryPolicy, c: Idempotency) => void) {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 10, maxLength: 80 }),
      platform,
      policy,
      (steps, idempotency, rules) => rule(live(steps, idempotency, rules), rules, idempotency),
    ),
    { numRuns: 300 },
  )
}

const generations = (lived: readonly Lived[]) =>
  Map.groupBy(lived, ({ task }) => task.generation).values()

suite('any history of a task', () => {
  test('publishes at most once in a generation', () =>
    always((lived) => {
      for (const generation of generations(lived)) {
        const posts = generation.filter(({ event }) => event.type === 'TaskPublished')
        assert.ok(posts.length <= 1)
      }
    }))

  test('sends nothing after it was published in the same generation', () =>
    always((lived) => {
      for (const generation of generations(lived)) {
        const end = generation.findIndex(({ event }) => event.type === 'TaskPublished')
        if (end === -1) continue
        const after = generation.slice(end + 1).map(({ event }) => event.type)
        assert.deepEqual(
          after.filter((type) => type !== 'TaskLateOutcome'),
          [],
        )
      }
    }))

  test('goes out again after it was unconfirmed only after a check or on request', () =>
    always((lived) => {
      let closed = false
      for (const { event } of lived) {
        assert.ok(!(closed && event.type === 'TaskDue'))
        if (event.type === 'TaskUnconfirmed') closed = true
        if (event.type === 'TaskRetryRequested') closed = false
        if (event.type === 'TaskAttemptFailed' && event.data.absent) closed = false
      }
    }))

  test('waits for no attempt after an unknown end that neither a repeat nor a check can resolve', () =>
    always((lived, _, { class: name, canReconcile }) => {
      if (canReconcile || !['draft-then-publish', 'lookup', 'none'].includes(name)) return
      for (const { event } of lived)
        if (event.type === 'TaskAttemptFailed' && event.data.error.class === 'unknown')
          assert.fail('it was not unconfirmed')
    }))

  test('stays in doubt from an unknown end on until the outcome is known', () =>
    always((lived) => {
      let doubt = false
      for (const { event, task } of lived) {
        if (event.type === 'TaskAttemptFailed' && event.data.absent) doubt = false
        if (event.type === 'TaskPublished' || task.generation > 1) doubt = false
        if ('error' in event.data && event.data.error.class === 'unknown') doubt = true
        if (event.type === 'TaskStillUnconfirmed') doubt = true
        if (doubt && task.generation === 1) assert.ok(task.inDoubt, event.type)
      }
    }))

  test('numbers its attempts one by one, and each has one outcome at most', () =>
    always((lived) => {
      const attempts = lived.filter(({ event }) => event.type === 'TaskDue')
      attempts.forEach(({ task }, i) => assert.equal(task.attempt, i + 1))
      // A task that is given up in doubt ends unconfirmed: that is no outcome of an attempt under way.
      const outcomes = lived.filter(
        ({ event }, i) =>
          'durationMs' in event.data &&
          event.type !== 'TaskLateOutcome' &&
          lived[i - 1]?.task.status === 'running',
      )
      const numbers = outcomes.map(({ task }) => task.attempt)
      assert.equal(new Set(numbers).size, numbers.length)
    }))

  test('counts no more attempts than the policy allows', () =>
    always((lived, { attemptsMax }) => {
      for (const { task } of lived) assert.ok(task.countedAttempts <= attemptsMax)
    }))

  test('waits no longer than the backoff’s cap, or the day a platform may ask for', () =>
    always((lived, { capMs }, { settleMs }) => {
      for (const { event, at } of lived) {
        if (event.type !== 'TaskAttemptFailed' || !event.data.retryAt) continue
        const wait = Date.parse(event.data.retryAt) - at
        const least = Math.max(capMs, settleMs)
        const limit = event.data.error.class === 'rate-limited' ? Math.max(least, day) : least
        assert.ok(wait >= 0 && wait <= limit, `${wait} ms`)
      }
    }))

  test('is never retried before its due time, even if its run was started by a clock that is ahead', () =>
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 10, maxLength: 80 }),
        platform,
        policy,
        fc.nat(2 * day),
        (steps, idempotency, rules, aheadMs) => {
          const soon = steps.map((asked) => ({ ...asked, waitMs: asked.waitMs / 1_000 }))
          for (const { task, event } of live(soon, idempotency, rules, now - aheadMs))
            if (task.status === 'queued' && task.notBefore)
              assert.ok(task.notBefore >= (task.dueAt ?? assert.fail()), event.type)
        },
      ),
    ))

  test('is to be checked only while it is unconfirmed, and then waits for nothing else', () =>
    always((lived) => {
      for (const { task, event } of lived)
        if (task.status === 'unconfirmed') assert.equal(task.notBefore, null, event.type)
        else assert.equal(task.nextCheckAt, null, event.type)
    }))

  test('counts every event as a version', () =>
    always((lived) => lived.forEach(({ task }, i) => assert.equal(task.version, i + 1))))
})
