import { fieldsOf, parsedBody, webAddress } from '../json-answer.ts'
import { containsSecret } from '../redacted-excerpt.ts'
import type { Answer } from '@pressrun/outbound'
import type { CommitOutcome, Published, Rejected } from '../outcomes.ts'
import { describeAnswer, readRefusal } from '../refusal.ts'

const remoteIdMax = 500

/** What a receiver's response says about the post. */
export function readAnswer(answer: Answer, credentials: unknown, now: Date): CommitOutcome {
  const { status } = answer
  if (status >= 200 && status < 300) return readPublished(answer, credentials)
  return readRefusal(answer, credentials, now)
}

/**
 * `id` and `url` are a courtesy of the receiver: anything but a string of sane size is left out. Some respond 200 to
 * everything, with the error in the body.
 */
function readPublished(answer: Answer, credentials: unknown): Published | Rejected {
  const reply = fieldsIn(answer)
  if (isError(reply))
    return {
      outcome: 'rejected',
      code: 'error-in-answer',
      message: describeAnswer(answer, credentials),
    }
  const remoteId = redactedId(reply['id'], credentials)
  const url = webAddress(reply['url'], credentials)
  return {
    outcome: 'published',
    ...(remoteId && { remoteId }),
    ...(url && { url }),
  }
}

/** Most respond `OK` or nothing: a body that cannot be an object is not parsed. */
const fieldsIn = (answer: Answer) =>
  answer.text.trimStart().startsWith('{') ? fieldsOf(parsedBody(answer)) : {}

const isError = ({ ok, success, error, errors, id }: Record<string, unknown>) =>
  ok === false || success === false || (id === undefined && (saysMore(error) || saysMore(errors)))

/** Many receivers always send the field: empty, or with a code of 0, it means success. */
function saysMore(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return Boolean(error)
  if (Array.isArray(error)) return error.length > 0
  const { code, ...rest } = error as Record<string, unknown>
  return code === undefined ? Object.keys(rest).length > 0 : code !== 0
}

function redactedId(value: unknown, credentials: unknown): string | undefined {
  const id = Number.isSafeInteger(value) ? String(value) : value
  if (typeof id !== 'string' || id === '' || id.length > remoteIdMax) return undefined
  return containsSecret(id, credentials) ? undefined : id
}
