import { z } from 'zod'
import { parsedBody } from '../json-answer.ts'
import { containsSecret } from '../redacted-excerpt.ts'
import { resetTime, type Answer } from '@pressrun/outbound'
import type { Published } from '../outcomes.ts'
import { describeAnswer, readRefusal as readPlainRefusal, type Refusal } from '../refusal.ts'
import type { Credentials } from './settings.ts'

const webUrl = z.url({ protocol: /^https?$/ }).max(2_000)

/** The minimal fields of a visible status; a scheduled one has no URL. */
const statusSchema = z.object({ id: z.string().min(1).max(500), url: webUrl })

/** What the response says of a new status. A success without a status proves nothing. */
export function readPublished(
  answer: Answer,
  credentials: Credentials,
  now: Date,
): Published | Refusal {
  if (answer.status < 200 || answer.status >= 300) return readRefusal(answer, credentials, now)
  const status = statusSchema.safeParse(parsedBody(answer))
  if (status.success && !containsSecret(JSON.stringify(status.data), credentials))
    return { outcome: 'published', remoteId: status.data.id, url: status.data.url }
  const message = describeAnswer(answer, credentials)
  return { outcome: 'unknown', code: 'answer-unreadable', message }
}

/** The end of a limit's window has a header of its own: Mastodon's as a date, others' as seconds. */
export function readRefusal(answer: Answer, credentials: Credentials, now: Date): Refusal {
  const refusal = readPlainRefusal(answer, credentials, now)
  if (refusal.outcome !== 'rate-limited' || refusal.until) return refusal
  const until = resetTime(answer.headers['x-ratelimit-reset'], now)
  return until ? { ...refusal, until } : refusal
}
