import { answerText } from './answer-text.ts'
import { redactedExcerpt } from './redacted-excerpt.ts'
import { retryAfter, type Answer } from '@pressrun/outbound'
import type { CommitOutcome, NotSent, Published } from './outcomes.ts'

export type Refusal = Exclude<CommitOutcome, Published | NotSent>

/** The default meaning of any HTTP status but a 2xx, where the platform is no more specific. */
export function readRefusal(answer: Answer, credentials: unknown, now: Date): Refusal {
  const { status } = answer
  const message = describeAnswer(answer, credentials)
  if (status === 401 || status === 403) return { outcome: 'auth-required', message }
  if (status === 429) {
    const until = retryAfter(answer.headers['retry-after'], now)
    return { outcome: 'rate-limited', scope: 'account', ...(until && { until }) }
  }
  const until = status === 503 ? retryAfter(answer.headers['retry-after'], now) : undefined
  // A server may act on a request it timed out on (408) or put off (425).
  if (status === 408 || status === 425 || status >= 500)
    return { outcome: 'unknown', code: `http-${status}`, message, ...(until && { until }) }
  if (status >= 300 && status < 400)
    return { outcome: 'rejected', code: 'redirected', message: redirected(answer, credentials) }
  return { outcome: 'rejected', code: `http-${status}`, message }
}

/** Limit for strangers' words in a message; platforms' own fields may be longer. */
const wordsMax = 200

/** The status, and the readable part of the response, without the account's secrets. */
export function describeAnswer(answer: Answer, credentials: unknown): string {
  const kept = redactedExcerpt(answerText(answer), credentials, wordsMax)
  return kept === '' ? `HTTP ${answer.status}` : `HTTP ${answer.status}: ${kept}`
}

/** The base of a platform's API, below the address that an account names. */
const apiPath = /\/(?:wp-json|ghost\/api|api\/v\d|xrpc)(?:\/.*)?$/

/**
 * A redirect after a POST is no success, and a GET's may lead to a log-in page: the owner has to enter the new
 * address.
 */
function redirected({ status, headers }: Answer, credentials: unknown): string {
  const location = [headers['location'] ?? ''].flat()[0] ?? ''
  const to = URL.parse(location)
  if (to === null || !/^https?:$/.test(to.protocol))
    return `HTTP ${status}: the server redirects${location.startsWith('/') ? ' to another of its pages' : ''}`
  const base = `${to.origin}${to.pathname.replace(apiPath, '').replace(/(?<!\/)\/+$/, '')}`
  return `HTTP ${status}: the server redirects; use ${redactedExcerpt(base, credentials)}`
}
