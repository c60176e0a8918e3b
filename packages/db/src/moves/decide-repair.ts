import type { Instant, TaskState } from '@pressrun/events'
import { isIn, wantedMove, type MoveTable } from './wanted-move.ts'

/** A row by which a task moves, as it was found. */
export type FoundMove = {
  readonly table: MoveTable
  /** Its place in the table. */
  readonly ctid: string
  readonly row: Readonly<Record<string, unknown>>
}

/** The row of the task itself, which is written when it comes to rest. */
export type Rest = Pick<TaskState, 'status' | 'version' | 'attempt' | 'generation'>

export type Repair =
  | {
      readonly kind: 'repair'
      /** Rows by which it must not move. */
      readonly remove: readonly FoundMove[]
      /**
       * Its row is lost: it waits, and nothing was sent since it does; or it was on its way, and something may have
       * been.
       */
      readonly lost: 'waiting' | 'on-its-way' | null
    }
  /** The row of the task itself differs from the log: an operator has to decide. */
  | { readonly kind: 'differs' }

/**
 * Decides how to repair a task that has no row by which it moves, or others than its own. `loggedState` is its state
 * by the log.
 */
export function decideRepair(
  loggedState: TaskState,
  rest: Rest,
  found: readonly FoundMove[],
  now: Instant,
): Repair {
  if (!isAsLogged(loggedState, rest)) return { kind: 'differs' }
  const right = found.find((move) => isAsLoggedMove(loggedState, move, now))
  const remove = found.filter((move) => move !== right)
  const isWanted = wantedMove(loggedState).table !== undefined
  if (!isWanted || right) return { kind: 'repair', remove, lost: null }
  return {
    kind: 'repair',
    remove,
    lost: loggedState.status === 'running' ? 'on-its-way' : 'waiting',
  }
}

/** What is on its way rests as queued: its dispatch is written in `running` alone. */
function isAsLogged(loggedState: TaskState, rest: Rest): boolean {
  if (rest.generation !== loggedState.generation) return false
  if (loggedState.status === 'running')
    return rest.status === 'queued' && rest.attempt === loggedState.attempt - 1
  return (
    rest.status === loggedState.status &&
    rest.version === loggedState.version &&
    rest.attempt === loggedState.attempt
  )
}

const keys = ['accountId', 'priority', 'dueAt', 'version', 'attempt', 'generation'] as const

function isAsLoggedMove(loggedState: TaskState, { table, row }: FoundMove, now: Instant): boolean {
  const wanted = wantedMove(loggedState)
  const matches = (key: string) => !(key in wanted) || row[key] === wanted[key]
  return (
    isIn(wanted.table, table, loggedState, now) &&
    keys.every(matches) &&
    (table !== 'timed' || row['notBefore'] === wanted['notBefore'])
  )
}
