import { keptText } from './kept-text.ts'
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
  if (status >= 300 && status < 400) return { outcome: 'rejected', code: 'redirected', message }
  return { outcome: 'rejected', code: `http-${status}`, message }
}

export function describeAnswer({ status, text }: Answer, credentials: unknown): string {
  const kept = keptText(text, credentials)
  return kept === '' ? `HTTP ${status}` : `HTTP ${status}: ${kept}`
}
