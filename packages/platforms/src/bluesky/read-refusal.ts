import { describeAnswer, readRefusal as readStatus, type Refusal } from '../refusal.ts'
import { resetTime, retryAfter } from '@pressrun/outbound'
import type { RateLimited } from '../outcomes.ts'
import type { XrpcAnswer } from './xrpc.ts'

/** The session is over or never was: a new one may help. Comes as 400 as well as 401. */
export const refusesToken = ({ status, error = '' }: XrpcAnswer): boolean =>
  tokenErrors.has(error) || (status === 401 && !accountErrors.has(error))

const tokenErrors = new Set(['ExpiredToken', 'InvalidToken', 'AuthMissing'])
/** No new session would help. */
const accountErrors = new Set(['AccountTakedown', 'AccountDeactivated', 'AccountSuspended'])
/** These come with 5xx; inside a 200 they mean no more than that. */
const serverErrors = new Set([
  'InternalServerError',
  'NotEnoughResources',
  'UpstreamFailure',
  'UpstreamTimeout',
])

/** Reads a response that is no success. `secrets` are kept out of it. */
export function readRefusal(answer: XrpcAnswer, secrets: unknown, now: Date): Refusal {
  const { status, error = '' } = answer
  if (status === 429 || error === 'RateLimitExceeded') return rateLimited(answer, now)
  const message = describeAnswer(answer, secrets)
  if (refusesToken(answer) || accountErrors.has(error)) return { outcome: 'auth-required', message }
  const refusal = status >= 300 ? readStatus(answer, secrets, now) : undefined
  if (serverErrors.has(error) || (error === '' && !refusal)) {
    const asked = refusal?.outcome === 'unknown' && refusal.until ? { until: refusal.until } : {}
    return { outcome: 'unknown', code: codeOf(error) ?? 'answer-unreadable', message, ...asked }
  }
  if (refusal && (refusal.outcome !== 'rejected' || refusal.code === 'redirected')) return refusal
  return { outcome: 'rejected', code: codeOf(error) ?? `http-${status}`, message }
}

/** `ratelimit-reset` is an instant, in seconds since 1970. */
function rateLimited({ headers }: XrpcAnswer, now: Date): RateLimited {
  const until =
    retryAfter(headers['retry-after'], now) ?? resetTime(headers['ratelimit-reset'], now)
  return { outcome: 'rate-limited', scope: 'account', ...(until && { until }) }
}

/** `InvalidRequest` becomes `invalid-request`; a text that is no error name is ignored. */
function codeOf(error: string): string | undefined {
  if (!/^[A-Za-z]{3,60}$/.test(error)) return undefined
  return error.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()
}
