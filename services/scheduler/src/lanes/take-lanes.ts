import { toTaskState, type TaskRow } from '@pressrun/db'
import type { AccountId, EventMeta, Instant, RunId } from '@pressrun/events'
import type pg from 'pg'
import { lanesMax } from './lanes-max.ts'
import { closedReasons, newLane, type FoundLane, type Lane, type LeftLane } from './law/lane.ts'
import { planSettings } from './plan-settings.ts'
import { takeLanesQuery } from './take-lanes-query.ts'
import type { Candidate } from './with-states.ts'

export type LaneQuery = {
  readonly now: Instant
  readonly virtualTime: number
  readonly perLane: number
  readonly accountIds: Iterable<AccountId>
  /** With few tasks between them. */
  readonly startedRuns: readonly RunId[]
  readonly freedRuns: Iterable<RunId>
  readonly fullRuns: readonly RunId[]
  /** Remotes whose breakers are due for a probe. */
  readonly dueRemotes: readonly string[]
  /** Ready lanes that find no place are wanted as well: their remotes have to be known. */
  readonly allLeft: boolean
}

export type LanesFound = {
  /** In the order of their turns. */
  readonly lanes: readonly FoundLane<Candidate>[]
  /** Lanes that were to be looked at, but found no place in this look. */
  readonly left: readonly LeftLane[]
}

type Row = Omit<TaskRow, 'account_id'> & {
  readonly place: number
  readonly account_id: AccountId
  readonly ready: boolean | null
  readonly turn: number
  readonly next_at: string | null
  readonly waits_for: string | null
  readonly reason: Lane['reason']
  readonly pass: number | null
  readonly rates: Lane['restAt'] | null
  readonly lane_in_flight: number | null
  readonly last_at: string | null
  readonly healthy: boolean | null
  readonly remote: string
  readonly account_status: FoundLane['status']
  readonly limits: FoundLane['limits']
  readonly blocked_until: string | null
  readonly busy: number
  readonly heads_max: number
  readonly more: boolean | null
  readonly soonest_at: string | null
  readonly meta: EventMeta
  readonly concurrency: number
  readonly may_fill: boolean
}

/**
 * Takes the lanes whose turn it is: those in the news, those that wait for room that is there now, those
 * that are ready, and those that are due. Of each it reads the head: the tasks that are due, by priority,
 * then due time, then planned order, as many as `maxInFlight` allows. Tasks of full runs are passed over:
 * the lane is free for others. It is one statement, so that all it finds is of one moment.
 */
export async function takeLanes(client: pg.ClientBase, wanted: LaneQuery): Promise<LanesFound> {
  const settings = client.query(`select ${planSettings.join(', ')}`)
  const taken = client.query<Row>({
    name: 'take-lanes',
    text: takeLanesQuery,
    values: [
      wanted.now,
      wanted.virtualTime,
      wanted.perLane,
      [...wanted.accountIds],
      wanted.startedRuns,
      [...wanted.freedRuns],
      wanted.fullRuns,
      wanted.dueRemotes,
      closedReasons,
      wanted.allLeft,
    ],
  })
  const [, { rows }] = await Promise.all([settings, taken])
  const lanes: FoundLane<Candidate>[] = []
  const left: FoundLane<Candidate>[] = []
  for (let first = 0; first < rows.length;) {
    const row = rows[first] as Row
    let end = first + 1
    while (rows[end]?.account_id === row.account_id) end += 1
    const found = foundLane(row, rows.slice(first, end), wanted.virtualTime)
    if (row.place <= lanesMax) lanes.push(found)
    else left.push(found)
    first = end
  }
  return { lanes, left }
}

const ms = (instant: string | null) => (instant === null ? null : Date.parse(instant))

const foundLane = (row: Row, rows: readonly Row[], virtualTime: number): FoundLane<Candidate> => ({
  accountId: row.account_id,
  lane: keptLane(row, virtualTime),
  remote: row.remote,
  status: row.account_status,
  limits: row.limits,
  blockedUntil: ms(row.blocked_until),
  inFlight: row.busy,
  heads: rows.flatMap((head) => (head.id ? candidate(head) : [])),
  headsMax: row.heads_max,
  more: row.more ?? false,
  fullRun: null,
  soonestAt: ms(row.soonest_at),
})

const candidate = (row: Row): Candidate => ({
  taskId: row.id,
  runId: row.run_id,
  meta: row.meta,
  concurrency: row.concurrency,
  mayFill: row.may_fill,
  version: row.version,
  state: toTaskState(row),
})

const keptLane = (row: Row, virtualTime: number): Lane =>
  row.pass === null
    ? newLane(virtualTime)
    : {
        ready: row.ready ?? false,
        turn: row.turn,
        nextAt: ms(row.next_at),
        waitsFor: row.waits_for,
        reason: row.reason,
        pass: row.pass,
        restAt: row.rates ?? {},
        inFlight: row.lane_in_flight ?? 0,
        lastAt: ms(row.last_at),
        healthy: row.healthy,
      }
