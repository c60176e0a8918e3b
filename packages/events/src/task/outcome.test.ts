import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { decideTask } from './decide.ts'
import { askedWaitMaxMs } from './settle.ts'
import { type RecordOutcome } from './settle.ts'
import {
  repeatIsHarmless,
  type CommitOutcome,
  type Idempotency,
  type IdempotencyClass,
} from './outcome.ts'
import { at, due, facts, now, queued, record, timing } from './task.fixture.ts'

const { given, stateAfter } = queued
const unknown = { outcome: 'unknown', code: 'timeout', message: 'No answer.' } as const
const instant = (ms: number) => new Date(ms).toISOString()

/** The task after its running first attempt. */
function settled(command: RecordOutcome, history = [due(1)]) {
  const decision = decideTask(command, stateAfter(history))
  assert.ok(decision.kind === 'events')
  const [event] = decision.events
  return event
}

const retryAtOf = (command: RecordOutcome) => {
  const event = settled(command)
  assert.ok(event.type === 'TaskAttemptFailed')
  return event.data.retryAt === undefined ? undefined : Date.parse(event.data.retryAt)
}

suite('an attempt that published', () => {
  test('stores where the post is', () =>
    given(due(1))
      .when(record({ outcome: 'published', remoteId: 'r1', url: 'https://x.example/1' }))
      .yields({
        type: 'TaskPublished',
        data: { ...facts(1), ...timing, remoteId: 'r1', url: 'https://x.example/1' },
      }))

  test('records its duration and its lateness', () => {
    const { data } = settled(
      record({ outcome: 'published' }, { startedAt: now + 40, now: now + 100 }),
    )
    assert.ok('durationMs' in data)
    assert.deepEqual([data.durationMs, data.latenessMs], [60, 40])
  })

  test('takes no time and is never early when the clock was set back', () => {
    const { data } = settled(
      record({ outcome: 'published' }, { startedAt: now - 40, now: now - 100 }),
    )
    assert.ok('durationMs' in data)
    assert.deepEqual([data.durationMs, data.latenessMs], [0, 0])
  })
})

suite('an attempt the platform rejected', () => {
  test('fails for good', () =>
    given(due(1))
      .when(record({ outcome: 'rejected', code: 'http-400', message: 'Too long.' }))
      .yields({
        type: 'TaskAttemptFailed',
        data: {
          ...facts(1),
          ...timing,
          error: { class: 'rejected', code: 'http-400', message: 'Too long.' },
          countedAttempts: 1,
        },
      }))
})

suite('an attempt that was limited', () => {
  const limited = (until?: Date): CommitOutcome => ({
    outcome: 'rate-limited',
    scope: 'account',
    ...(until && { until }),
  })

  test('waits as long as the platform asks, and does not count', () => {
    const until = new Date(now + 3_600_000)
    const event = settled(record(limited(until)))
    assert.ok(event.type === 'TaskAttemptFailed')
    assert.deepEqual([event.data.retryAt, event.data.countedAttempts], [until.toISOString(), 0])
    assert.equal(event.data.error.message, `The account is limited until ${until.toISOString()}.`)
  })
  test('backs off when the platform names no time, or one that has passed', () => {
    for (const until of [undefined, new Date(now - 1_000)])
      assert.equal(retryAtOf(record(limited(until))), now + 250 + 1_000)
  })
  test('waits a day at most, and not at all for an invalid time', () => {
    const never = new Date(8.64e15)
    assert.equal(retryAtOf(record(limited(never))), now + 250 + askedWaitMaxMs)
    assert.equal(retryAtOf(record(limited(new Date(Number.NaN)))), now + 250 + 1_000)
  })
})

suite('an attempt that was not sent', () => {
  const notSent = { outcome: 'not-sent', code: 'dns', message: 'No such host.' } as const

  test('backs off and never counts', () => {
    const history = [due(1)]
    for (let attempt = 1; attempt < 40; attempt++) {
      const event = settled(record(notSent, { attempt }), history)
      assert.ok(event.type === 'TaskAttemptFailed' && event.data.retryAt)
      assert.equal(event.data.countedAttempts, 0)
      history.push(event, due(attempt + 1))
    }
  })
})

suite('an attempt that needs the account’s owner', () => {
  test('is held and uses up no retry', () =>
    given(due(1))
      .when(record({ outcome: 'auth-required', message: 'The token was revoked.' }))
      .yields({
        type: 'TaskHeld',
        data: {
          ...facts(1),
          ...timing,
          error: {
            class: 'auth-required',
            code: 'auth-required',
            message: 'The token was revoked.',
          },
        },
      }))
})

const of = (name: IdempotencyClass, more: Partial<Idempotency> = {}): Idempotency => ({
  class: name,
  settleMs: 0,
  canReconcile: false,
  ...more,
})

suite('an attempt whose outcome is unknown', () => {
  for (const name of ['draft-then-publish', 'lookup', 'none'] as const)
    test(`is unconfirmed where the platform is of class ${name} and cannot be asked`, () => {
      const event = settled(record(unknown, { idempotency: of(name) }))
      assert.ok(event.type === 'TaskUnconfirmed')
      assert.equal(event.data.nextCheckAt, undefined)
    })

  for (const name of ['key', 'deterministic-id', 'refuses-repeat'] as const)
    test(`is repeated where a repeat is harmless: ${name}`, () =>
      assert.equal(retryAtOf(record(unknown, { idempotency: of(name) })), now + 250 + 1_000))

  for (const name of ['draft-then-publish', 'lookup'] as const)
    test(`waits for the settle time before a check, where the class is ${name}`, () => {
      const idempotency = of(name, { canReconcile: true, settleMs: 10_000 })
      assert.equal(retryAtOf(record(unknown, { idempotency })), now + 250 + 10_000)
    })

  test('is repeated on a platform of class none only for an account that prefers two posts to none', () => {
    const idempotency = of('none', { atLeastOnce: true })
    assert.equal(retryAtOf(record(unknown, { idempotency })), now + 250 + 1_000)
  })

  test('is not repeated when the key would be forgotten before the repeat', () => {
    const within = of('key', { keyWindowMs: 1_251 })
    const beyond = of('key', { keyWindowMs: 1_250 })
    assert.equal(settled(record(unknown, { idempotency: within })).type, 'TaskAttemptFailed')
    assert.equal(settled(record(unknown, { idempotency: beyond })).type, 'TaskUnconfirmed')
    const asked = { ...beyond, canReconcile: true, settleMs: 10_000 }
    assert.equal(retryAtOf(record(unknown, { idempotency: asked })), now + 250 + 10_000)
  })

  test('is unconfirmed, not failed, when no attempt is left', () => {
    const history = [due(1)]
    for (let attempt = 1; attempt <= 5; attempt++) {
      const event = settled(record(unknown, { attempt }), history)
      assert.equal(event.type, attempt < 5 ? 'TaskAttemptFailed' : 'TaskUnconfirmed')
      history.push(event, due(attempt + 1))
    }
  })

  test('is unconfirmed when it must be the last, however many attempts are left', () =>
    assert.equal(settled(record(unknown, { isLast: true })).type, 'TaskUnconfirmed'))

  test('is checked later, not before the settle time, when no attempt is left', () => {
    const nextCheckAtWith = (settleMs: number) => {
      const idempotency = of('lookup', { canReconcile: true, settleMs })
      const policy = { attemptsMax: 1, baseMs: 1, capMs: 1 }
      const event = settled(record(unknown, { idempotency, policy }))
      assert.ok(event.type === 'TaskUnconfirmed')
      return event.data.nextCheckAt
    }
    assert.equal(nextCheckAtWith(10_000), instant(now + 250 + 30_000))
    assert.equal(nextCheckAtWith(90_000), instant(now + 250 + 90_000))
  })
})

suite('a platform that names a time to come back (503 with Retry-After)', () => {
  const until = new Date(now + 90_000)
  const away = { outcome: 'unknown', code: 'http-503', message: 'Maintenance.', until } as const

  for (const name of ['key', 'deterministic-id', 'refuses-repeat'] as const)
    test(`gets the same again then, where the class is ${name}, and the attempt does not count`, () => {
      const event = settled(record(away, { idempotency: of(name) }))
      assert.ok(event.type === 'TaskAttemptFailed')
      assert.deepEqual(
        [event.data.retryAt, event.data.countedAttempts],
        [instant(until.getTime()), 0],
      )
    })

  for (const name of ['draft-then-publish', 'lookup'] as const)
    test(`is asked then, where the class is ${name}, and the attempt does not count`, () => {
      const event = settled(record(away, { idempotency: of(name, { canReconcile: true }) }))
      assert.ok(event.type === 'TaskAttemptFailed')
      assert.deepEqual(
        [event.data.retryAt, event.data.countedAttempts],
        [instant(until.getTime()), 0],
      )
    })

  test('leaves the post as unknown as before, where the class is none', () =>
    assert.equal(settled(record(away, { idempotency: of('none') })).type, 'TaskUnconfirmed'))

  test('is not asked before', () => {
    const idempotency = of('lookup', { canReconcile: true })
    const event = settled(record(away, { idempotency, isLast: true }))
    assert.ok(event.type === 'TaskUnconfirmed')
    assert.equal(event.data.nextCheckAt, instant(until.getTime()))
  })

  test('before anything was sent, is tried again then', () => {
    const event = settled(record({ ...away, outcome: 'not-sent' }))
    assert.ok(event.type === 'TaskAttemptFailed')
    assert.deepEqual(
      [event.data.retryAt, event.data.countedAttempts],
      [instant(until.getTime()), 0],
    )
  })

  test('is not heeded for longer than a day', () => {
    const forEver = { ...away, outcome: 'not-sent', until: new Date(now + 1e12) } as const
    assert.equal(retryAtOf(record(forEver)), now + 250 + askedWaitMaxMs)
  })
})

suite('an interrupted preparation', () => {
  const broken = {
    outcome: 'not-sent',
    code: 'connection-broken',
    message: 'Reset.',
    settling: true,
  } as const

  test('is repeated after the settle time, when a late draft of it would be there', () => {
    const idempotency = of('draft-then-publish', { canReconcile: true, settleMs: 10_000 })
    assert.equal(retryAtOf(record(broken, { idempotency })), now + 250 + 10_000)
  })

  test('does not count as an attempt', () => {
    const event = settled(record(broken))
    assert.ok(event.type === 'TaskAttemptFailed')
    assert.equal(event.data.countedAttempts, 0)
  })
})

suite('a repeat', () => {
  test('is harmless by class and by the window since the first attempt', () => {
    assert.ok(repeatIsHarmless(of('deterministic-id', { keyWindowMs: 0 }), 1e12))
    assert.ok(repeatIsHarmless(of('refuses-repeat'), 1e12))
    assert.ok(repeatIsHarmless(of('key'), 1e12))
    assert.ok(repeatIsHarmless(of('key', { keyWindowMs: 100 }), 99))
    assert.ok(!repeatIsHarmless(of('key', { keyWindowMs: 100 }), 100))
    for (const name of ['draft-then-publish', 'lookup', 'none'] as const)
      assert.ok(!repeatIsHarmless(of(name), 0))
  })

  test('states its instant as an event does', () => {
    const event = settled(record(unknown))
    assert.ok(event.type === 'TaskAttemptFailed')
    assert.equal(event.data.startedAt, at)
    assert.equal(event.data.retryAt, instant(now + 1_250))
  })
})
