import type { Instant, TaskState } from '@pressrun/events'
import { isIn, wantedMove, type MoveTable } from './wanted-move.ts'

/** A row by which a task moves, as it was found. */
export type FoundMove = {
  readonly table: MoveTable
  /** Its place in the table. */
  readonly ctid: string
  readonly row: Readonly<Record<string, unknown>>
}

/** What the row of the task itself says, which is written when it comes to rest. */
export type Rest = Pick<TaskState, 'status' | 'version' | 'attempt' | 'generation'>

export type Mend =
  | {
      readonly kind: 'mend'
      /** Rows by which it must not move. */
      readonly remove: readonly FoundMove[]
      /** Its row is lost: it waits, and nothing was sent since it does; or it was on its way, and something may have been. */
      readonly lost: 'waiting' | 'on-its-way' | null
    }
  /** The row of the task itself is another than the log tells: a person has to look. */
  | { readonly kind: 'differs' }

/**
 * Decides what puts a task right that has no row by which it moves, or others than its own. `told` is what the log
 * says of it.
 */
export function decideMend(
  told: TaskState,
  rest: Rest,
  found: readonly FoundMove[],
  now: Instant,
): Mend {
  if (!isTold(told, rest)) return { kind: 'differs' }
  const right = found.find((move) => isRight(told, move, now))
  const remove = found.filter((move) => move !== right)
  const isWanted = wantedMove(told).table !== undefined
  if (!isWanted || right) return { kind: 'mend', remove, lost: null }
  return { kind: 'mend', remove, lost: told.status === 'running' ? 'on-its-way' : 'waiting' }
}

/** What is on its way rests as it was queued: its dispatch is written in `running` alone. */
function isTold(told: TaskState, rest: Rest): boolean {
  if (rest.generation !== told.generation) return false
  if (told.status === 'running')
    return rest.status === 'queued' && rest.attempt === told.attempt - 1
  return (
    rest.status === told.status && rest.version === told.version && rest.attempt === told.attempt
  )
}

const keys = ['account_id', 'priority', 'due_at', 'version', 'attempt', 'generation'] as const

function isRight(told: TaskState, { table, row }: FoundMove, now: Instant): boolean {
  const wanted = wantedMove(told)
  const isAsTold = (key: string) => !(key in wanted) || row[key] === wanted[key]
  return (
    isIn(wanted.table, table, told, now) &&
    keys.every(isAsTold) &&
    (table !== 'timed' || row['eligible_at'] === wanted['eligible_at'])
  )
}
