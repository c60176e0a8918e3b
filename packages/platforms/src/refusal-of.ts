import type { Violation } from '@pressrun/content'
import type { Rejected } from './outcomes.ts'

/** Content that the platform would refuse is refused here, before anything is sent. */
export function refusalOf([violation]: readonly Violation[]): Rejected | undefined {
  if (violation === undefined) return undefined
  return { outcome: 'rejected', code: violation.code, message: violation.message }
}
