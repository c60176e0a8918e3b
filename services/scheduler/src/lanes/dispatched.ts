import { nothingTouched, type Folded } from './fold-signals.ts'

/** What came of a pass. */
export type Dispatched = Folded & {
  readonly tasks: number
  /** More may be ready: pass again. */
  readonly more: boolean
  /** Nothing came of it, as something was not so any more: the next pass may find the same. */
  readonly conflicted: boolean
  /** Another process dispatches. It may die: ask again before long. */
  readonly busy: boolean
  /** The database was restored from a backup: nothing goes out before a person has accepted that. */
  readonly restored: boolean
  /** The instants (milliseconds) until which lanes slept that sent something now. */
  readonly sleptUntil: readonly number[]
}

export const conflicted = { more: true, conflicted: true } as const

/** What is not given did not happen. */
export const dispatched = (result: Partial<Dispatched>): Dispatched => ({
  tasks: 0,
  more: false,
  conflicted: false,
  busy: false,
  restored: false,
  breakerChanges: [],
  touched: nothingTouched(),
  sleptUntil: [],
  ...result,
})
