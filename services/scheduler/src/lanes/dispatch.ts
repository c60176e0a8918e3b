import { toInstant, type MintId } from '@pressrun/events'
import { loadStates, Stage, transact } from '@pressrun/db'
import type pg from 'pg'
import type { Candidate } from './candidate.ts'
import { chooseTasks } from './choose.ts'
import { countInFlight, fullRuns } from './in-flight.ts'
import { planSettings, selectCandidates, tasksPerLane } from './select-candidates.ts'

export type DispatchOptions = {
  readonly pool: pg.Pool
  readonly mint: MintId
  readonly now: () => number
}

export type Dispatched = {
  readonly tasks: number
  /** There may be more that is ready: look again. */
  readonly more: boolean
  /** When the first of the accounts it found blocked is free again; Infinity when none is. */
  readonly unblockedAt: number
}

/** The advisory lock of dispatching. Any number will do, as long as it is always this. */
const dispatchLock = 7_377_002

/** Before a look has counted them: a first look that takes too little is followed by another. */
const lanesAssumed = 100

/** A scheduler that is stopped in the middle of a look loses its turn after this. */
const stalledAfterMs = 5_000

/**
 * Makes the dispatcher: each call takes one look at the lanes and emits `TaskDue` for what may go
 * out now. Looks of several schedulers never overlap (they share a lock that ends with the
 * transaction), so limits are counted on what is really on its way; the one who comes second has
 * nothing to do.
 */
export function dispatcher(options: DispatchOptions): () => Promise<Dispatched> {
  let afterAccount: string | null = null
  let lanes = lanesAssumed
  return () =>
    transact(options.pool, async (client) => {
      if (!(await takeTurn(client))) return { tasks: 0, more: false, unblockedAt: Infinity }
      const now = options.now()
      const inFlight = await countInFlight(client)
      const from = { afterAccount, perLane: tasksPerLane(lanes), fullRuns: fullRuns(inFlight) }
      const look = await selectCandidates(client, from, toInstant(now))
      lanes = look.lanes || lanesAssumed
      const goesOn = look.more || (afterAccount !== null && look.lastAccount === null)
      afterAccount = look.lastAccount
      const chosen = chooseTasks(look.candidates, inFlight)
      const tasks = await emit(client, chosen, options, now)
      const more =
        (goesOn && (tasks > 0 || look.lastAccount !== null)) ||
        // Their runs are full now: the next look finds what other runs have in these lanes.
        chosen.length < look.candidates.length
      return { tasks, more, unblockedAt: look.unblockedAt }
    })
}

async function takeTurn(client: pg.ClientBase): Promise<boolean> {
  const [, { rows }] = await Promise.all([
    client.query(
      `set local idle_in_transaction_session_timeout = ${stalledAfterMs}; ${planSettings}`,
    ),
    client.query<{ mine: boolean }>(`select pg_try_advisory_xact_lock(${dispatchLock}) as mine`),
  ])
  return rows[0]?.mine ?? false
}

async function emit(
  client: pg.ClientBase,
  chosen: readonly Candidate[],
  { mint }: DispatchOptions,
  now: number,
): Promise<number> {
  if (chosen.length === 0) return 0
  const requests = chosen.map(({ taskId, meta }) => ({
    command: { type: 'DispatchTask' as const, taskId, now },
    meta: { ...meta, actor: 'scheduler' },
  }))
  const states = await loadStates(
    client,
    requests.map((request) => request.command),
  )
  const stage = new Stage(states, mint, toInstant(now))
  const due = requests.filter((request) => stage.decide(request).kind === 'events')
  if (due.length > 0)
    await Promise.all(
      stage
        .statements()
        .map(({ values, ...text }) => client.query({ ...text, values: [...values] })),
    )
  return due.length
}
