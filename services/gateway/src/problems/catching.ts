import { violatedConstraint } from '@pressrun/db'
import type { ProblemCode } from './catalog.ts'
import { Problem } from './problem.ts'

type Catch = (cause: unknown) => never

/** For `catch`: turns a violation of this constraint into this problem; other faults pass. */
export const ifViolated =
  (constraint: string, code: ProblemCode): Catch =>
  (cause) => {
    if (violatedConstraint(cause) === constraint) throw new Problem(code, { cause })
    throw cause
  }

/** For `catch`: the service that was asked does not answer now. */
export const ifUnavailable =
  (code: ProblemCode): Catch =>
  (cause) => {
    throw new Problem(code, { headers: { 'retry-after': '2' }, cause })
  }
