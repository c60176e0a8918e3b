import type { Refusal, TaskId } from '@pressrun/events'

/** How many tasks of a batch were retried, and which were refused. */
export type Tally = {
  readonly accepted: number
  readonly refusedCount: number
  /** The first of them. */
  readonly refused: RefusedTask[]
}

type RefusedTask = { readonly taskId: TaskId; readonly code: Refusal }

/** A hundred thousand tasks can be refused; this many are named. */
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
