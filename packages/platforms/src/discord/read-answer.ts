import { keptText } from '../kept-text.ts'
import type { Answer } from '../outbound/outbound.ts'
import type { AuthRequired, CommitOutcome, Published, RateLimited, Rejected } from '../outcomes.ts'
import type { Unknown } from '../outcomes.ts'
import { retryAfter } from '../retry-after.ts'
import { secretsOf, type Credentials } from './settings.ts'

type Refusal = Rejected | RateLimited | AuthRequired | Unknown
type Said = Record<string, unknown>

/** What the answer to a message says about it. */
export function readPublished(
  answer: Answer,
  credentials: Credentials,
  now: Date,
): Exclude<CommitOutcome, { outcome: 'not-sent' }> {
  if (answer.status < 200 || answer.status >= 300) return readRefusal(answer, credentials, now)
  const said = parseObject(answer)
  if (typeof said?.['id'] === 'string') return published(said['id'])
  const message = describe(answer, credentials)
  if (said && isError(said)) return { outcome: 'rejected', code: codeOf(said, answer), message }
  return { outcome: 'unknown', code: 'answer-unreadable', message }
}

const published = (remoteId: string): Published => ({ outcome: 'published', remoteId })

/** What an answer that is no success says. */
export function readRefusal(answer: Answer, credentials: Credentials, now: Date): Refusal {
  const { status } = answer
  const message = describe(answer, credentials)
  if (status === 401 || status === 403) return { outcome: 'auth-required', message }
  // Discord bans the addresses of those who go on using a webhook that is gone.
  if (status === 404)
    return { outcome: 'auth-required', message: `the webhook is gone; make a new one (${message})` }
  if (status === 429) return rateLimited(answer, now)
  if (status === 408 || status === 425 || status >= 500)
    return { outcome: 'unknown', code: `http-${status}`, message }
  if (status >= 300 && status < 400) return { outcome: 'rejected', code: 'redirected', message }
  return { outcome: 'rejected', code: codeOf(parseObject(answer), answer), message }
}

/**
 * The body is the most exact. A limit that is global counts by address, as the ban does whose 429
 * comes without Discord's JSON: both are about all accounts.
 */
function rateLimited(answer: Answer, now: Date): RateLimited {
  const { headers } = answer
  const said = parseObject(answer)
  const seconds = said?.['retry_after']
  const until =
    retryAfter(typeof seconds === 'number' ? String(seconds) : undefined, now) ??
    retryAfter(headers['retry-after'], now) ??
    retryAfter(headers['x-ratelimit-reset-after'], now)
  const global = said === undefined || said['global'] === true
  return {
    outcome: 'rate-limited',
    scope: global ? 'platform' : 'account',
    ...(until && { until }),
  }
}

const isError = (said: Said) => 'code' in said && 'message' in said

/** Discord's own number says more than the status. */
function codeOf(said: Said | undefined, { status }: Answer): string {
  const code = said?.['code']
  return typeof code === 'number' && code > 0 ? `discord-${code}` : `http-${status}`
}

export function parseObject(answer: Answer): Said | undefined {
  if (answer.cut || !answer.text.trimStart().startsWith('{')) return undefined
  try {
    return JSON.parse(answer.text) as Said
  } catch {
    return undefined
  }
}

function describe({ status, text }: Answer, credentials: Credentials): string {
  const kept = keptText(text, secretsOf(credentials))
  return kept === '' ? `HTTP ${status}` : `HTTP ${status}: ${kept}`
}
