import type { Refusal } from '@pressrun/events'
import { problems, refusalProblems, type ProblemCode } from './catalog.ts'

/** What is wrong with one field; `path` as in the request, with dots. */
export type Detail = {
  readonly path: string
  readonly code: string
  readonly message: string
  readonly limit?: number | undefined
  readonly actual?: number | undefined
  readonly accountId?: string | undefined
}

export type ProblemOptions = {
  /** Where the same problem is another status: an unknown id in a body is not a missing page. */
  readonly status?: number
  readonly detail?: string
  readonly details?: readonly Detail[]
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/** Ten thousand accounts can have ten thousand problems; this many are listed. */
const detailsMax = 100

/** Ends a request with a problem (RFC 9457). Operations throw it; one place makes it a response. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly status: number
  readonly details: readonly Detail[] | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(options.detail ?? problems[code].title, { cause: options.cause })
    this.code = code
    this.status = options.status ?? problems[code].status
    this.details = options.details?.slice(0, detailsMax)
    this.headers = options.headers ?? {}
  }
}

export const refused = (reason: Refusal, options: ProblemOptions = {}): Problem =>
  new Problem(refusalProblems[reason], options)
