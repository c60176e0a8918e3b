import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { decideTask, type TaskCommand, type TaskEvent } from './decide.ts'
import { evolveTask } from './evolve.ts'
import { idempotencyClasses, type CommitOutcome, type IdempotencyClass } from './outcome.ts'
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

/** Something that is asked of a task: by people, by the scheduler, by publishers dead and alive. */
type Step = {
  readonly type: TaskCommand['type']
  readonly outcome: CommitOutcome
  readonly force: boolean
  /** How far behind the current attempt the asker is. */
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
    'ReleaseTask',
  ),
  outcome,
  force: fc.boolean(),
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

/** Everything that happened to a task of which `steps` were asked, one after the other. */
function live(steps: readonly Step[], idempotency: IdempotencyClass, rules: RetryPolicy): Lived[] {
  let task = queuedState
  let clock = now
  return steps.flatMap((asked) => {
    clock += asked.waitMs
    const command = {
      ...asked,
      taskId,
      attempt: task.attempt - asked.stale,
      payloadHash: 'f00d',
      token: 'draft',
      idempotency: { class: idempotency, keyWindowMs: day },
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

function always(rule: (lived: readonly Lived[], rules: RetryPolicy, c: IdempotencyClass) => void) {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 10, maxLength: 80 }),
      fc.constantFrom(...idempotencyClasses),
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

  test('sends nothing after it was published, or may have been, in the same generation', () =>
    always((lived) => {
      for (const generation of generations(lived)) {
        const end = generation.findIndex(({ event }) =>
          ['TaskPublished', 'TaskUnconfirmed'].includes(event.type),
        )
        if (end === -1) continue
        const after = generation.slice(end + 1).map(({ event }) => event.type)
        assert.deepEqual(
          after.filter((type) => type !== 'TaskCancelled'),
          [],
        )
      }
    }))

  test('never sends again after an unknown end where a repeat could be a second post', () =>
    always((lived, _, idempotency) => {
      if (idempotency === 'key' || idempotency === 'deterministic-id') return
      for (const { event } of lived)
        if ('error' in event.data && event.data.error.class === 'unknown')
          assert.equal(event.type, 'TaskUnconfirmed')
    }))

  test('numbers its attempts one by one, and each has one outcome at most', () =>
    always((lived) => {
      const attempts = lived.filter(({ event }) => event.type === 'TaskDue')
      attempts.forEach(({ task }, i) => assert.equal(task.attempt, i + 1))
      // A task that is given up in doubt ends unconfirmed: that is no word on an attempt under way.
      const outcomes = lived.filter(
        ({ event }, i) => 'durationMs' in event.data && lived[i - 1]?.task.status === 'running',
      )
      const numbers = outcomes.map(({ task }) => task.attempt)
      assert.equal(new Set(numbers).size, numbers.length)
    }))

  test('spends no more attempts than the policy gives', () =>
    always((lived, { attemptsMax }) => {
      for (const { task } of lived) assert.ok(task.spent <= attemptsMax)
    }))

  test('waits no longer than the backoff’s cap, or the day a platform may ask for', () =>
    always((lived, { capMs }) => {
      for (const { event, at } of lived) {
        if (event.type !== 'TaskAttemptFailed' || !event.data.retryAt) continue
        const wait = Date.parse(event.data.retryAt) - at
        const limit = event.data.error.class === 'rate-limited' ? Math.max(capMs, day) : capMs
        assert.ok(wait >= 0 && wait <= limit, `${wait} ms`)
      }
    }))

  test('counts every event as a version', () =>
    always((lived) => lived.forEach(({ task }, i) => assert.equal(task.version, i + 1))))
})
