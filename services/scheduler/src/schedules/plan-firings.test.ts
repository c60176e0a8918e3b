import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import {
  decideSchedule,
  evolveSchedule,
  toInstant,
  type MissedPolicy,
  type ScheduleCommand,
  type ScheduleState,
  type ScheduleTerms,
} from '@pressrun/events'
import { nextInstant, ruleOf, upcoming } from '@pressrun/time'
import fc from 'fast-check'
import { firingsMax, inTimeMs, planFirings } from './plan-firings.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const start = Date.parse('2026-03-28T22:30:00Z')
const id = 'schedule_01h455vb4pex5vsknk084sn02q'

const projectId = 'project_00000000000000000000000000'

const terms: ScheduleTerms = {
  name: null,
  cron: '*/15 * * * *',
  timeZone: 'Europe/Berlin',
  template: { kind: 'content', snapshot: '', title: '' },
  accountIds: [],
  overrides: null,
  priority: 5,
  concurrency: 10,
  missed: 'latest',
  catchUpMinutes: 120,
  startAt: null,
  endAt: null,
}

function scheduleOf(changes: Partial<ScheduleTerms> = {}): ScheduleState {
  const withTerms = { ...terms, ...changes }
  const next = nextInstant(ruleOf(withTerms), start)
  const nextAt = next === null ? null : toInstant(next)
  const command = {
    type: 'CreateSchedule',
    scheduleId: id,
    projectId,
    terms: withTerms,
    nextAt,
  } as const
  const decision = decideSchedule(command, null)
  assert.ok(decision.kind === 'events')
  return evolveSchedule(null, decision.events[0], id, toInstant(start))
}

/** Does what the scheduler does at `now`, without its database; returns the state and what fired. */
function pass(schedule: ScheduleState, now: number) {
  let state = schedule
  const give = (command: ScheduleCommand) => {
    const decision = decideSchedule(command, state)
    assert.equal(decision.kind, 'events', command.type)
    if (decision.kind === 'events')
      for (const event of decision.events) state = evolveSchedule(state, event, id, toInstant(now))
  }
  const fired: number[] = []
  while (state.nextAt !== null && Date.parse(state.nextAt) <= now) {
    const plan = planFirings(state, Date.parse(state.nextAt), now)
    const nextAt = (i: number) => {
      const next = plan.fire[i] ?? plan.nextMs
      return next === null ? null : toInstant(next)
    }
    const scheduleId = id
    if (plan.skip) {
      const { count, untilMs } = plan.skip
      const skipped = { count, until: toInstant(untilMs), reason: 'missed' } as const
      const nominal = state.nextAt
      give({ type: 'SkipFirings', scheduleId, nominal, ...skipped, nextAt: nextAt(0) })
    }
    for (const [i, nominalMs] of plan.fire.entries()) {
      const runId = 'run_01h455vb4pex5vsknk084sn02q'
      const firing = { kind: 'run', runId, without: [] } as const
      const nominal = toInstant(nominalMs)
      give({ type: 'FireSchedule', scheduleId, nominal, firing, now, nextAt: nextAt(i + 1) })
      fired.push(nominalMs)
    }
  }
  return { state, fired }
}

suite('any history of the clock', () => {
  const policies = fc.constantFrom<MissedPolicy>('latest', 'all', 'skip')
  const steps = fc.array(
    fc.oneof(
      fc.integer({ min: 1_000, max: 20 * minuteMs }),
      fc.integer({ min: 1_000, max: 30 * hourMs }),
      fc.constantFrom(-hourMs, -24 * hourMs, 24 * hourMs, hourMs),
    ),
    { maxLength: 30 },
  )
  const rules = fc.constantFrom('*/15 * * * *', '30 2 * * *', '7 * * * *', '* * * * *')

  test('fires or skips each instant, and fires none twice', () => {
    fc.assert(
      fc.property(policies, steps, rules, (missed, jumps, cron) => {
        let schedule = scheduleOf({ missed, cron })
        let now = start
        let latest = start
        const all: number[] = []
        for (const jump of jumps) {
          now += jump
          const { state, fired } = pass(schedule, now)
          schedule = state
          latest = Math.max(latest, now)
          const windowMs = missed === 'skip' ? inTimeMs : terms.catchUpMinutes * minuteMs
          for (const instant of fired) assert.ok(instant <= now && instant >= now - windowMs)
          if (missed === 'latest') assert.ok(fired.length <= 1)
          all.push(...fired)
        }
        const due = new Set(upcoming(ruleOf(schedule), start, Infinity, latest))
        assert.equal(new Set(all).size, all.length)
        assert.ok(all.every((instant) => due.has(instant)))
        assert.equal(schedule.fired + schedule.skipped, due.size)
        const next = nextInstant(ruleOf(schedule), latest)
        assert.equal(schedule.nextAt, next === null ? null : toInstant(next))
      }),
      { numRuns: 40 },
    )
  })
})

suite('which instants fire', () => {
  const planAt = (schedule: ScheduleState, now: number) =>
    planFirings(schedule, Date.parse(schedule.nextAt ?? assert.fail()), now)

  test('all that are on time, whatever the policy', () => {
    for (const missed of ['latest', 'all', 'skip'] as const) {
      const plan = planAt(scheduleOf({ missed }), start + 15 * minuteMs + 5)
      const at = start + 15 * minuteMs
      assert.deepEqual(plan, { skip: null, fire: [at], nextMs: at + 15 * minuteMs })
    }
  })

  test('the latest missed one, all, or none, as the policy says', () => {
    const [first, second, third] = [15, 30, 45].map((minutes) => start + minutes * minuteMs)
    const now = start + 50 * minuteMs
    const planOf = (missed: MissedPolicy) => planAt(scheduleOf({ missed }), now)
    const nextMs = start + 60 * minuteMs
    const before = { count: 2, untilMs: second }
    assert.deepEqual(planOf('latest'), { skip: before, fire: [third], nextMs })
    assert.deepEqual(planOf('all'), { skip: null, fire: [first, second, third], nextMs })
    assert.deepEqual(planOf('skip'), { skip: { count: 3, untilMs: third }, fire: [], nextMs })
    const inTime = planAt(scheduleOf({ missed: 'skip' }), start + 45 * minuteMs + inTimeMs)
    assert.deepEqual(inTime, { skip: before, fire: [third], nextMs })
  })

  test('those up to a minute late, however short the window', () => {
    const plan = planAt(scheduleOf({ catchUpMinutes: 1 }), start + 16 * minuteMs)
    assert.equal(plan.fire.length, 1)
  })

  test('a limited number at once, and the rest then', () => {
    const schedule = scheduleOf({ missed: 'all', cron: '* * * * *' })
    const plan = planAt(schedule, start + 30 * minuteMs)
    assert.deepEqual([plan.fire.length, plan.nextMs], [firingsMax, start + 21 * minuteMs])
  })

  test('those after years of absence too, without counting all that were missed', () => {
    const schedule = scheduleOf({ missed: 'latest', cron: '* * * * *' })
    const now = start + 5 * 365 * 24 * hourMs
    const plan = planAt(schedule, now)
    assert.deepEqual([plan.fire, plan.nextMs], [[now], now + minuteMs])
    assert.ok((plan.skip?.count ?? 0) > 10_000)
  })

  test('the promised one, even if the tz data has changed since', () => {
    const promised = start + 7 * minuteMs
    const plan = planFirings(scheduleOf(), promised, promised)
    assert.deepEqual([plan.fire, plan.nextMs], [[promised], start + 15 * minuteMs])
  })

  test('none after the end of the schedule', () => {
    const endAt = toInstant(start + 20 * minuteMs)
    const plan = planAt(scheduleOf({ endAt }), start + 60 * minuteMs)
    assert.deepEqual([plan.fire, plan.nextMs], [[start + 15 * minuteMs], null])
  })
})
