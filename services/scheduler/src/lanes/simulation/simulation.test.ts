import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { AccountId, AccountLimits } from '@pressrun/events'
import { byOrder, type SimulatedTask } from './simulated-world.fixture.ts'
import { Simulation } from './simulation.fixture.ts'

const histories = 2_000
const start = Date.parse('2026-03-01T09:00:00Z')
const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** By then everything is over, whatever the limits. */
const patienceMs = 60 * 24 * hourMs
/** Passes in a row that send nothing, as a free slot is offered until a lane takes it or none wants it. */
const idlePassesMax = 20

/** Mulberry32: the same seed gives the same history. */
function seeded(seed: number) {
  let state = seed
  const random = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (min: number, max: number) => min + Math.floor(random() * (max - min + 1))
  const chance = (share: number) => random() < share
  return {
    random,
    int,
    chance,
    one: <T>(items: readonly T[]) => items[int(0, items.length - 1)] as T,
  }
}

type Landing = { readonly accountId: AccountId; readonly at: number }

const someLimits: readonly AccountLimits[] = [
  {},
  { maxInFlight: 3 },
  { ratePerMinute: 4 },
  { maxInFlight: 5, ratePerMinute: 30 },
  { ratePerHour: 12, minGapSeconds: 20 },
  { maxInFlight: 8, ratePerHour: 40, ratePerDay: 60 },
]

/** Plays one history; fails where a rule is broken. */
function live(seed: number): void {
  const dice = seeded(seed)
  const rowsMax = dice.one([1, 5, 500])
  const world = new Simulation(dice.int(1, 6), dice.int(1, 12), dice.int(0, 4), rowsMax)
  const accountIds = Array.from({ length: dice.int(1, 8) }, (_, i): AccountId => `account_${i}`)
  for (const accountId of accountIds)
    world.accounts.set(accountId, {
      limits: dice.one(someLimits),
      upstream: dice.one(['webhook/one', 'webhook/other']),
      status: 'active',
      blockedUntil: null,
    })
  const happenings: { at: number; does: () => void }[] = []
  const at = (when: number, does: () => void) => happenings.push({ at: when, does })
  const runs = dice.int(1, 7)
  for (let number = 0; number < runs; number++) {
    const runId = world.addRun(number, dice.one([1, 1, 2, 3, 100]))
    const startsAt = start + dice.int(0, 10) * minuteMs
    const dueAt = dice.chance(0.3) ? startsAt + dice.int(1, 60) * minuteMs : startsAt
    const priority = dice.int(0, 9)
    const chosen = accountIds.filter(() => dice.chance(0.8))
    at(startsAt, () => {
      for (const accountId of chosen) world.queue({ runId, accountId, priority, dueAt }, startsAt)
    })
    if (dice.chance(0.3)) {
      const pausedAt = startsAt + dice.int(0, 20) * minuteMs
      const resumedAt = pausedAt + dice.int(1, 90) * minuteMs
      at(pausedAt, () => world.setRun(runId, 'paused', pausedAt))
      at(resumedAt, () => world.setRun(runId, 'running', resumedAt))
    }
  }
  for (let times = dice.int(0, 3); times > 0; times--) {
    const takenAt = start + dice.int(0, 60) * minuteMs + dice.int(0, minuteMs)
    at(takenAt, () => world.takeOver(takenAt))
  }
  for (const accountId of accountIds.filter(() => dice.chance(0.3))) {
    const pausedAt = start + dice.int(0, 20) * minuteMs
    const resumedAt = pausedAt + dice.int(1, 90) * minuteMs
    at(pausedAt, () => world.setAccount(accountId, 'paused', pausedAt))
    at(resumedAt, () => world.setAccount(accountId, 'active', resumedAt))
  }
  for (const accountId of accountIds.filter(() => dice.chance(0.3))) {
    const askedAt = start + dice.int(0, 30) * minuteMs
    const until = askedAt + dice.int(1, 40) * minuteMs
    const scope = dice.one(['account', 'platform'] as const)
    at(askedAt, () => world.throttle(accountId, until, scope, askedAt))
  }
  const failing = dice.chance(0.3) ? 0.6 : 0.05
  const failingUntil = start + dice.int(1, 90) * minuteMs
  const landings: Landing[] = []

  let now = start
  for (;;) {
    for (const happening of happenings.splice(0).toSorted((a, b) => a.at - b.at))
      if (happening.at <= now) happening.does()
      else happenings.push(happening)
    for (let idlePasses = 0; ;) {
      const { out, more } = world.pass(now, dice.chance(0.05))
      idlePasses = out.length > 0 || world.isBehind ? 0 : idlePasses + 1
      assert.ok(idlePasses <= idlePassesMax, 'it keeps passing, and nothing goes out')
      for (const task of out) {
        assertInOrder(world, task, out, now)
        assertOpen(world, task, now)
        const takesMs = dice.int(10, dice.chance(0.1) ? 2 * minuteMs : 3_000)
        landings.push({ accountId: task.accountId, at: now + dice.random() * takesMs })
        const failed = now < failingUntil && dice.chance(failing)
        const againAt = failed ? now + takesMs + dice.int(1_000, 30_000) : null
        const ended = dice.chance(0.05) ? 'interrupted' : 'published'
        const endsAt = now + takesMs
        at(endsAt, () => world.end(task, failed ? 'not-sent' : ended, againAt, endsAt))
      }
      assertCapacity(world)
      if (!more) break
    }
    assert.deepEqual(
      world.pass(now),
      { out: [], more: false },
      'it was to rest, as nothing has changed',
    )
    for (const accountId of accountIds)
      assert.deepEqual(world.overlooked(accountId, now), [], `${accountId} is overlooked`)
    const next = Math.min(world.nextAt(now), ...happenings.map((happening) => happening.at))
    if (next === Infinity) break
    assert.ok(next > now, 'what is due was looked at')
    assert.ok(next < start + patienceMs, 'a task waits for ever')
    now = next
  }
  assert.deepEqual(world.queued(), [], 'a task waits for ever')
  for (const accountId of accountIds) assertWindows(world, accountId, landings)
}

/** Its account is active, and neither the account nor its upstream asked to wait. */
function assertOpen(world: Simulation, { accountId }: SimulatedTask, now: number): void {
  const { blockedUntil, status, upstream } = world.accounts.get(accountId) ?? assert.fail()
  assert.ok(
    status === 'active' && (blockedUntil ?? 0) <= now,
    'its account is paused or asked to wait',
  )
  assert.ok((world.upstreamsBlockedUntil.get(upstream) ?? 0) <= now, 'its upstream asked to wait')
}

/** Tasks earlier in the lane go out first, unless their run blocks them. */
function assertInOrder(
  world: Simulation,
  task: SimulatedTask,
  out: readonly SimulatedTask[],
  now: number,
): void {
  const before = world
    .queued()
    .filter((other) => other.accountId === task.accountId && other.eligibleAt <= now)
    .filter((other) => byOrder(other, task) < 0)
  for (const other of before) {
    const run = world.runs.get(other.runId)
    const inFlight = world.running().filter(({ runId }) => runId === other.runId).length
    assert.ok(
      run?.status === 'paused' || inFlight >= (run?.concurrency ?? 0),
      `${task.taskId} goes before ${other.taskId} (${out.length} go)`,
    )
  }
}

function assertCapacity(world: Simulation): void {
  for (const [runId, tasks] of Map.groupBy(world.running(), (task) => task.runId))
    assert.ok(tasks.length <= (world.runs.get(runId)?.concurrency ?? 0), `${runId} is too full`)
  for (const [accountId, tasks] of Map.groupBy(world.running(), (task) => task.accountId))
    assert.ok(tasks.length <= (world.accounts.get(accountId)?.limits.maxInFlight ?? 1))
}

function assertWindows(
  world: Simulation,
  accountId: AccountId,
  landings: readonly Landing[],
): void {
  const limits = world.accounts.get(accountId)?.limits ?? {}
  const times = landings
    .filter((landing) => landing.accountId === accountId)
    .map((landing) => landing.at)
    .toSorted((a, b) => a - b)
  const holds = (windowMs: number, max: number | undefined) =>
    times.forEach((time, i) => {
      const over = max === undefined ? undefined : times[i + max]
      assert.ok(over === undefined || over - time >= windowMs, `${max} in ${windowMs} ms`)
    })
  holds(minuteMs, limits.ratePerMinute)
  holds(hourMs, limits.ratePerHour)
  holds(24 * hourMs, limits.ratePerDay)
  holds((limits.minGapSeconds ?? 0) * 1_000, 1)
}

suite('any history of lanes', () => {
  test('keeps every limit and order, overlooks nothing, rests when nothing changes, and ends', () => {
    for (let seed = 1; seed <= histories; seed++)
      try {
        live(seed)
      } catch (cause) {
        throw new Error(`in the history of seed ${seed}`, { cause })
      }
  })
})

suite('lanes that compete', () => {
  type Contest = {
    readonly weights: readonly number[]
    readonly passes: number
    readonly lanesMax?: number
    /** How many tasks enter a lane before a pass. */
    readonly comes?: (lane: number, pass: number) => number
    /** Counted from this pass on. */
    readonly from?: number
  }

  /** Lanes with more to do than can go out; returns how many tasks of each went out. */
  function compete(contest: Contest): number[] {
    const { weights, passes, lanesMax = 3, from = 0 } = contest
    const { comes = (_: number, pass: number) => (pass === 0 ? passes : 0) } = contest
    const world = new Simulation(lanesMax, lanesMax)
    const counts = weights.map(() => 0)
    const runId = world.addRun(0, 1_000_000)
    const accountIds = weights.map((weight, i) => {
      const accountId: AccountId = `account_${String(i).padStart(3, '0')}`
      const limits = { maxInFlight: 1_000, weight }
      const account = { limits, upstream: 'feed', status: 'active', blockedUntil: null } as const
      world.accounts.set(accountId, { ...account })
      return accountId
    })
    const fill = (accountId: AccountId, tasks: number) => {
      for (let n = 0; n < tasks; n++)
        world.queue({ runId, accountId, priority: 5, dueAt: start }, start)
    }
    for (let pass = 0; pass < passes; pass++) {
      accountIds.forEach((accountId, i) => fill(accountId, comes(i, pass)))
      for (const task of world.pass(start + pass).out) {
        world.end(task, 'published', null, start + pass)
        if (pass < from) continue
        const i = accountIds.indexOf(task.accountId)
        counts[i] = (counts[i] ?? 0) + 1
      }
    }
    return counts
  }

  const jain = (shares: readonly number[]) =>
    shares.reduce((sum, share) => sum + share, 0) ** 2 /
    (shares.length * shares.reduce((sum, share) => sum + share ** 2, 0))

  test('have equal shares when their weights are equal', () => {
    assert.ok(jain(compete({ weights: Array(20).fill(1), passes: 200 })) >= 0.99)
  })

  test('have shares like their weights', () => {
    const weights = [1, 2, 4, 1, 2, 4, 1, 2, 4, 1, 2, 4]
    const shares = compete({ weights, passes: 300 }).map((count, i) => count / (weights[i] ?? 1))
    assert.ok(jain(shares) >= 0.99, shares.join(' '))
  })

  test('have equal shares from when they wake: nothing is caught up on, nothing is owed', () => {
    const shares = compete({
      weights: Array(20).fill(1),
      passes: 400,
      from: 200,
      // The late lane had a little to do at first, and then nothing for a long time.
      comes: (i, pass) =>
        i > 0 ? (pass === 0 ? 400 : 0) : pass === 0 ? 2 : pass === 200 ? 400 : 0,
    })
    assert.ok(jain(shares) >= 0.99, shares.join(' '))
    assert.ok(Math.abs((shares[0] ?? 0) - (shares[1] ?? 0)) <= 2, shares.join(' '))
  })

  for (const [name, weights] of [
    ['equal shares', [1, 1, ...Array<number>(30).fill(1)]],
    ['shares like their weights', [1, 2, ...Array<number>(30).fill(1), 2, 2, 2]],
  ] as const)
    test(`have ${name} from when a crowd comes: what two sent while they were alone is no debt`, () => {
      const alone = 60
      const counts = compete({
        weights,
        lanesMax: 10,
        passes: alone + 200,
        from: alone,
        // More than can go out by the end: no lane runs empty.
        comes: (i, pass) => (i < 2 ? (pass === 0 ? 600 : 0) : pass === alone ? 150 : 0),
      })
      const shares = counts.map((count, i) => count / (weights[i] ?? 1))
      assert.ok(jain(shares) >= 0.99, shares.join(' '))
      const [one = 0, other = 0, ...crowd] = shares
      for (const share of [one, other])
        assert.ok(Math.abs(share - (crowd[0] ?? 0)) <= 3, shares.join(' '))
    })
})
