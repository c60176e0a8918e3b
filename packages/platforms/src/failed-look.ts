import type { NotSent, Rejected } from './outcomes.ts'
import type { Refusal } from './refusal.ts'

/** Why a question to a platform has no answer: a refusal of the question says nothing about the post. */
export type FailedLook = Exclude<Refusal, Rejected> | NotSent

export function failedLook(refusal: Refusal | NotSent): FailedLook {
  return refusal.outcome === 'rejected' ? { ...refusal, outcome: 'unknown' } : refusal
}
