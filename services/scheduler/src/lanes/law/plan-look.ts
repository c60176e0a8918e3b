import type { AccountId, RunId } from '@pressrun/events'
import { closedBreaker, sentAsProbe } from './breaker.ts'
import { healthAfter, healthiestFirst, withHealth, type Health } from './health.ts'
import type { FoundLane, Head, KeptLane, Lane, LeftLane } from './lane.ts'
import { learnRemotes, type Breakers } from './learn-remotes.ts'
import type { News } from './news.ts'
import { ratesOf } from './rates.ts'
import { roomLeft, type RoomLeft } from './room-left.ts'
import { runRoom, type RunRoom, type RunsInFlight } from './run-room.ts'
import { serveLane } from './serve-lane.ts'

export type FoundLook<Task extends Head> = {
  readonly now: number
  /** The clock of the rates, which is the same for all schedulers. */
  readonly ratesNow: number
  readonly virtualTime: number
  readonly news: Pick<News, 'freedRuns' | 'signals' | 'blocks'>
  /** As the last look left them. */
  readonly breakers: Breakers
  /** In the order of their turns. */
  readonly lanes: readonly FoundLane<Task>[]
  readonly left: readonly LeftLane[]
  /** A look that takes this many lanes may have missed some. */
  readonly lanesMax: number
  /** At least for the runs that may become full in this look. */
  readonly runsInFlight: RunsInFlight
  /** The runs that were full before the look; their tasks were passed over. */
  readonly fullRuns: readonly RunId[]
}

export type LookPlan<Task extends Head> = {
  readonly out: readonly Task[]
  /** The lanes that have changed. */
  readonly lanes: readonly KeptLane[]
  readonly breakers: Breakers
  readonly virtualTime: number
  /** The instants until which lanes slept that now send something. */
  readonly sleptUntil: readonly number[]
  /** More may go out: look again. */
  readonly more: boolean
  readonly fullRuns: readonly RunId[]
  readonly roomLeft: RoomLeft
  /** Lanes that could send more, but all that was read of them belongs to full runs: read on there. */
  readonly heldBack: readonly AccountId[]
}

/** One look at the lanes: what goes out, how the lanes go on, and where room is left. */
export function planLook<Task extends Head>(found: FoundLook<Task>): LookPlan<Task> {
  const { lanes, left, news, now, virtualTime, lanesMax } = found
  const runs = runRoom(found.runsInFlight)
  const crowded = lanes.length >= lanesMax
  const health = healthAfter(news.signals)
  const learned = learnRemotes(found.breakers, news, () => remotesOf(lanes, left), now)
  const { passed, ...served } = serveAll(found, { runs, crowded, breakers: learned, health })
  return {
    ...served,
    // A look that took all lanes that are ready kept nothing from any of them: what they sent is no debt
    // to those that wake next. Otherwise one that was alone would wait for a whole crowd.
    virtualTime: crowded ? served.virtualTime : passed,
    lanes: [...served.lanes, ...leftInLine(left, virtualTime, health)],
    more: served.more || crowded,
    fullRuns: [...found.fullRuns, ...runs.full],
    roomLeft: roomLeft({
      lanes,
      left,
      freedRuns: news.freedRuns,
      before: found.breakers,
      after: served.breakers,
      now,
      lanesMax,
    }),
  }
}

const remotesOf = (lanes: readonly LeftLane[], left: readonly LeftLane[]) =>
  new Map(
    [...lanes, ...left].map(({ accountId, remote, lane: { healthy } }) => [
      accountId,
      { remote, healthy },
    ]),
  )

type Serving = {
  readonly runs: RunRoom
  readonly crowded: boolean
  readonly breakers: Breakers
  readonly health: Health
}

function serveAll<Task extends Head>(found: FoundLook<Task>, serving: Serving) {
  const breakers = new Map(serving.breakers)
  const lanes: KeptLane[] = []
  const all: Task[] = []
  const sleptUntil: number[] = []
  const heldBack: AccountId[] = []
  let { virtualTime } = found
  let passed = virtualTime
  let more = false
  for (const before of healthiestFirst(found.lanes, serving, found.now)) {
    const one = withHealth(before, serving.health)
    const breaker = breakers.get(one.remote) ?? closedBreaker
    const { now, ratesNow } = found
    const { lane, out } = serveLane(one, { ...serving, now, ratesNow, virtualTime, breaker })
    if (hasChanged(before, lane)) lanes.push({ accountId: one.accountId, lane })
    more ||= lane.ready
    if (lane.ready && one.more && out.length < one.headsMax) heldBack.push(one.accountId)
    const [first] = out
    if (!first) continue
    all.push(...out)
    const { nextAt } = one.lane
    if (nextAt !== null && nextAt <= now) sleptUntil.push(nextAt)
    virtualTime = Math.max(virtualTime, one.lane.pass)
    passed = Math.max(passed, lane.pass)
    const probing = sentAsProbe(breaker, first.taskId, now)
    if (probing !== breaker) breakers.set(one.remote, probing)
  }
  return { out: all, lanes, breakers, virtualTime, passed, sleptUntil, more, heldBack }
}

/** Only this look knows what woke these lanes, so they have to be ready for the next. */
const leftInLine = (left: readonly LeftLane[], virtualTime: number, health: Health): KeptLane[] =>
  left.flatMap((before) => {
    const { accountId, lane } = withHealth(before, health)
    if (lane.ready) return lane.healthy === before.lane.healthy ? [] : { accountId, lane }
    return { accountId, lane: { ...lane, ready: true, turn: Math.max(lane.pass, virtualTime) } }
  })

/** The number in flight matters only to a lane with rates; for others it is not worth a write. */
function hasChanged({ lane: before, limits }: FoundLane, after: Lane): boolean {
  return (
    before.ready !== after.ready ||
    before.nextAt !== after.nextAt ||
    before.waitsFor !== after.waitsFor ||
    before.reason !== after.reason ||
    before.pass !== after.pass ||
    before.lastAt !== after.lastAt ||
    before.healthy !== after.healthy ||
    (before.inFlight !== after.inFlight && ratesOf(limits).length > 0)
  )
}
