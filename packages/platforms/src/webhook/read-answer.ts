import { containsSecret, keptText } from '../kept-text.ts'
import type { Answer } from '../outbound/outbound.ts'
import type { CommitOutcome, Published, Rejected } from '../outcomes.ts'
import { retryAfter } from '../retry-after.ts'

const remoteIdMax = 500
const urlMax = 2_000

/** What a receiver's answer says about the post. */
export function readAnswer(answer: Answer, credentials: unknown, now: Date): CommitOutcome {
  const { status } = answer
  if (status >= 200 && status < 300) return readPublished(answer, credentials)
  const message = describe(answer, credentials)
  if (status === 401 || status === 403) return { outcome: 'auth-required', message }
  if (status === 429) return rateLimited(answer, now)
  // The receiver may act on a request it timed out on (408) or put off (425).
  if (status === 408 || status === 425)
    return { outcome: 'unknown', code: `http-${status}`, message }
  if (status >= 300 && status < 400) return { outcome: 'rejected', code: 'redirected', message }
  if (status >= 400 && status < 500) return { outcome: 'rejected', code: `http-${status}`, message }
  return { outcome: 'unknown', code: `http-${status}`, message }
}

function rateLimited(answer: Answer, now: Date): CommitOutcome {
  const until = retryAfter(answer.headers['retry-after'], now)
  return { outcome: 'rate-limited', scope: 'account', ...(until && { until }) }
}

/**
 * `id` and `url` are a courtesy of the receiver: what is not a string of sane size is left out. Some
 * say 200 to everything, and in the body what went wrong.
 */
function readPublished(answer: Answer, credentials: unknown): Published | Rejected {
  const said = parseObject(answer)
  if (said && isError(said))
    return {
      outcome: 'rejected',
      code: 'error-in-answer',
      message: describe(answer, credentials),
    }
  const remoteId = keepable(said?.['id'], remoteIdMax, credentials)
  const url = keepable(said?.['url'], urlMax, credentials)
  return {
    outcome: 'published',
    ...(remoteId && { remoteId }),
    ...(url && /^https?:\/\//i.test(url) && URL.canParse(url) && { url }),
  }
}

const isError = ({ ok, error, id }: Record<string, unknown>) =>
  id === undefined && (ok === false || Boolean(error))

function parseObject(answer: Answer): Record<string, unknown> | undefined {
  if (answer.cut || !answer.text.trimStart().startsWith('{')) return undefined
  try {
    return JSON.parse(answer.text) as Record<string, unknown>
  } catch {
    return undefined
  }
}

function keepable(value: unknown, lengthMax: number, credentials: unknown): string | undefined {
  if (typeof value !== 'string' || value.length === 0 || value.length > lengthMax) return undefined
  return containsSecret(value, credentials) ? undefined : value
}

function describe(answer: Answer, credentials: unknown): string {
  const text = keptText(answer.text, credentials)
  return text === '' ? `HTTP ${answer.status}` : `HTTP ${answer.status}: ${text}`
}
