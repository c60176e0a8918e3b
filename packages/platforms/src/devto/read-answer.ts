import { fieldsOf, readJson } from '../json-answer.ts'
import { retryAfter, type Answer } from '@pressrun/outbound'
import { readRefusal, type Refusal } from '../refusal.ts'

export type Reply = { outcome: 'replied'; value: unknown }

/** Any Forem's: an article like this one exists already. */
export const alreadyTaken = 'already-taken'
/** Since 2023: only its title counts, and only for five minutes. */
export const titleUsedLately = 'title-used-lately'

export function readAnswer(answer: Answer, credentials: unknown, now: Date): Reply | Refusal {
  if (answer.status < 200 || answer.status >= 300) return readError(answer, credentials, now)
  const json = readJson(answer)
  if (json.outcome !== 'read') return json
  const { error, status } = fieldsOf(json.value)
  if (typeof error !== 'string') return { outcome: 'replied', value: json.value }
  const httpStatus = typeof status === 'number' && status >= 400 && status < 600 ? status : 422
  return readError({ ...answer, status: httpStatus }, credentials, now)
}

function readError(answer: Answer, credentials: unknown, now: Date): Refusal {
  const refusal = readRefusal(answer, credentials, now)
  if (refusal.outcome === 'rate-limited') return { ...untilOf(answer, now), ...refusal }
  if (refusal.outcome !== 'rejected' || answer.status !== 422) return refusal
  if (/has already been used/i.test(answer.text)) return { ...refusal, code: titleUsedLately }
  if (/has already been taken/i.test(answer.text)) return { ...refusal, code: alreadyTaken }
  return refusal
}

/** Without a header, the message has it. */
function untilOf({ text }: Answer, now: Date): { until?: Date } {
  const until = retryAfter(/try again in (\d{1,6}) second/i.exec(text)?.[1], now)
  return until ? { until } : {}
}
