import { parsedBody } from '../json-answer.ts'
import { containsSecret } from '../redacted-excerpt.ts'
import type { Answer } from '@pressrun/outbound'
import type { Unknown } from '../outcomes.ts'
import { readRefusal } from '../refusal.ts'
import type { Failure } from './failure.ts'

/** A platform's error body. */
export type ApiError = {
  readonly code?: string | undefined
  readonly message: string
  /** The status it should have come with: some errors come inside a 200. */
  readonly status?: number | undefined
}

/** The error format of one platform. */
export type Dialect = {
  /** Undefined when the body is no error. */
  errorOf(body: unknown): ApiError | undefined
  /** Does a 403 with this code mean that the account, not the content, is refused? */
  refusesAccount(code: string): boolean
}

/** A success whose body could be read; undefined where there is none (204). */
export type Reply = {
  readonly outcome: 'replied'
  readonly body: unknown
}

export type Judging = {
  readonly dialect: Dialect
  readonly secrets: unknown
  readonly isAnswer?: ((body: unknown) => boolean) | undefined
  readonly now: Date
}

export function judgeAnswer(answer: Answer, judging: Judging): Reply | Failure {
  const body = parsedBody(answer)
  if (judging.isAnswer?.(body)) return { outcome: 'replied', body }
  const error = judging.dialect.errorOf(body)
  const isSuccess = answer.status >= 200 && answer.status < 300
  if (!isSuccess) return refused(answer, error, judging)
  if (error === undefined) return readSuccess(answer, body)
  // An error inside a 200 without a code may come after the post was made.
  const { status = 500 } = error
  return refused({ ...answer, status: status < 400 ? 500 : status }, error, judging)
}

function readSuccess({ status }: Answer, body: unknown): Reply | Unknown {
  if (body !== undefined || status === 204) return { outcome: 'replied', body }
  const message = `HTTP ${status}, but the body is not the JSON that was expected`
  return { outcome: 'unknown', code: 'answer-unreadable', message }
}

/** The common reading, with the platform's own code, and a 403 that may be about the content. */
function refused(answer: Answer, error: ApiError | undefined, judging: Judging): Failure {
  const { secrets, dialect, now } = judging
  const reply = readRefusal({ ...answer, text: error?.message ?? answer.text }, secrets, now)
  const code = redactedCode(error?.code, secrets)
  const isContent = answer.status === 403 && !(code && dialect.refusesAccount(code))
  if (reply.outcome === 'auth-required' && isContent)
    return { outcome: 'rejected', code: code ?? 'http-403', message: reply.message }
  return reply.outcome === 'rejected' && code ? { ...reply, code } : reply
}

/** Codes become labels and groups: texts of another form are left out. */
function redactedCode(code: string | undefined, secrets: unknown): string | undefined {
  if (code === undefined || !/^[A-Za-z][\w.-]{0,79}$/.test(code)) return undefined
  return containsSecret(code, secrets) ? undefined : code
}
