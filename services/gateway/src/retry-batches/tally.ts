import type { Refusal, TaskId } from '@pressrun/events'

/** How many of a batch were taken, and which were not. */
export type Tally = {
  readonly accepted: number
  readonly refusedCount: number
  /** The first of them. */
  readonly refused: RefusedTask[]
}

type RefusedTask = { readonly taskId: TaskId; readonly code: Refusal }

/** A hundred thousand tasks can be refused; these many are named. */
export const refusedNamedMax = 100

export const noTally: Tally = { accepted: 0, refusedCount: 0, refused: [] }

export type Judged = { readonly taskId: TaskId; readonly refused: Refusal | undefined }

export function tallied(tally: Tally, judged: readonly Judged[]): Tally {
  const refused = judged.flatMap(({ taskId, refused: code }) => (code ? [{ taskId, code }] : []))
  return {
    accepted: tally.accepted + judged.length - refused.length,
    refusedCount: tally.refusedCount + refused.length,
    refused: [...tally.refused, ...refused].slice(0, refusedNamedMax),
  }
}
