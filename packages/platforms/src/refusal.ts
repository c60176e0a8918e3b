import { answerText } from './answer-text.ts'
import { redactedExcerpt } from './redacted-excerpt.ts'
import { retryAfter, type Answer } from '@pressrun/outbound'
import type { CommitOutcome, NotSent, Published } from './outcomes.ts'

export type Refusal = Exclude<CommitOutcome, Published | NotSent>

/** What any HTTP status but a 2xx says where the platform says nothing more special. */
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

/** Strangers' words in a message; what platforms say in fields of their own may be longer. */
const wordsMax = 200

/** The status, and what the answer says that people can read, without the account's secrets. */
export function describeAnswer(answer: Answer, credentials: unknown): string {
  const kept = redactedExcerpt(answerText(answer), credentials, wordsMax)
  return kept === '' ? `HTTP ${answer.status}` : `HTTP ${answer.status}: ${kept}`
}

/** Where the API of a platform begins, below the address that an account names. */
const apiPath = /\/(?:wp-json|ghost\/api|api\/v\d|xrpc)(?:\/.*)?$/

/** A redirect after a POST is no success, and a GET's may be a log-in page: the owner names the address it leads to. */
function redirected({ status, headers }: Answer, credentials: unknown): string {
  const location = [headers['location'] ?? ''].flat()[0] ?? ''
  const to = URL.parse(location)
  if (to === null || !/^https?:$/.test(to.protocol))
    return `HTTP ${status}: the server redirects${location.startsWith('/') ? ' to another of its pages' : ''}`
  const base = `${to.origin}${to.pathname.replace(apiPath, '').replace(/(?<!\/)\/+$/, '')}`
  return `HTTP ${status}: the server redirects; use ${redactedExcerpt(base, credentials)}`
}
