import type { NotSent, Rejected } from './outcomes.ts'
import type { Refusal } from './refusal.ts'

/** Why a search on a platform has no result: a refusal of the request says nothing about the post. */
export type FailedLookUp = Exclude<Refusal, Rejected> | NotSent

export function failedLookUp(refusal: Refusal | NotSent): FailedLookUp {
  return refusal.outcome === 'rejected' ? { ...refusal, outcome: 'unknown' } : refusal
}
