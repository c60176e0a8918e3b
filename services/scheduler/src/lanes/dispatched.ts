import { nothingTouched, type Folded } from './fold-signals.ts'

/** The result of a pass. */
export type Dispatched = Folded & {
  readonly tasks: number
  /** More may be ready: pass again. */
  readonly more: boolean
  /** Nothing was committed because something had changed meanwhile: the next pass may conflict again. */
  readonly conflicted: boolean
  /** Another process dispatches. It may die, so ask again soon. */
  readonly busy: boolean
  /** The database was restored from a backup: nothing goes out until a person accepts that. */
  readonly restored: boolean
  /** Until when (milliseconds) each lane that sent something now had slept. */
  readonly sleptUntil: readonly number[]
}

export const conflicted = { more: true, conflicted: true } as const

/** What is omitted did not happen. */
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
