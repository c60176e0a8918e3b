import { z } from 'zod'
import { containsSecret } from '../kept-text.ts'
import type { Answer } from '../outbound/outbound.ts'
import type { Published } from '../outcomes.ts'
import { describeAnswer, readRefusal as readPlainRefusal, type Refusal } from '../refusal.ts'
import { retryAfter } from '../retry-after.ts'
import type { Credentials } from './settings.ts'
import { parseJson } from './parse-json.ts'

const webUrl = z.url({ protocol: /^https?$/ }).max(2_000)

/** The least that a status which is visible has; what is only scheduled has no URL. */
const statusSchema = z.object({ id: z.string().min(1).max(500), url: webUrl })

/** What the answer to a new status says of it. A success that shows no status proves nothing. */
export function readPublished(
  answer: Answer,
  credentials: Credentials,
  now: Date,
): Published | Refusal {
  if (answer.status < 200 || answer.status >= 300) return readRefusal(answer, credentials, now)
  const status = statusSchema.safeParse(parseJson(answer.text))
  if (status.success && !containsSecret(JSON.stringify(status.data), credentials))
    return { outcome: 'published', remoteId: status.data.id, url: status.data.url }
  const message = describeAnswer(answer, credentials)
  return { outcome: 'unknown', code: 'answer-unreadable', message }
}

/** Mastodon names the end of its limit's window in a header of its own, as an ISO timestamp. */
export function readRefusal(answer: Answer, credentials: Credentials, now: Date): Refusal {
  const refusal = readPlainRefusal(answer, credentials, now)
  if (refusal.outcome !== 'rate-limited' || refusal.until) return refusal
  const until = retryAfter(answer.headers['x-ratelimit-reset'], now)
  return until ? { ...refusal, until } : refusal
}
