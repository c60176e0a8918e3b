import { fieldsOf, readJson, unreadable } from '../json-answer.ts'
import { redactedExcerpt } from '../redacted-excerpt.ts'
import type { Answer } from '@pressrun/outbound'
import { readRefusal, type Refusal } from '../refusal.ts'

export type Reply = { outcome: 'replied'; body: Readonly<Record<string, unknown>> }

const authErrors: ReadonlySet<string> = new Set([
  'invalid_auth',
  'not_authed',
  'token_revoked',
  'token_expired',
  'account_inactive',
  'missing_scope',
  'not_allowed_token_type',
  'team_access_not_granted',
])

/** With these Slack says that part of the work may have been done. */
const unsureErrors: ReadonlySet<string> = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
])

/** Slack refuses inside a 200: only `ok` decides. */
export function readAnswer(answer: Answer, credentials: unknown, now: Date): Reply | Refusal {
  if (answer.status < 200 || answer.status >= 300) return readRefusal(answer, credentials, now)
  const json = readJson(answer)
  if (json.outcome !== 'read') return json
  const body = fieldsOf(json.value)
  if (body['ok'] === true) return { outcome: 'replied', body }
  if (body['ok'] !== false || typeof body['error'] !== 'string') return unreadable(answer.status)
  if (/^rate_?limited$/.test(body['error']))
    return readRefusal({ ...answer, status: 429 }, credentials, now)
  return readError(body['error'], describe(body, credentials))
}

function readError(error: string, message: string): Refusal {
  if (authErrors.has(error)) return { outcome: 'auth-required', message }
  const code = /^[a-z0-9_]{1,60}$/.test(error) ? error.replaceAll('_', '-') : 'refused'
  return { outcome: unsureErrors.has(error) ? 'unknown' : 'rejected', code, message }
}

function describe(body: Reply['body'], credentials: unknown): string {
  const messages = fieldsOf(body['response_metadata'])['messages']
  const parts = [
    `Slack says ${String(body['error'])}`,
    ...(typeof body['needed'] === 'string' ? [`it needs ${body['needed']}`] : []),
    ...(Array.isArray(messages) ? messages.map(String) : []),
  ]
  return redactedExcerpt(parts.join('; '), credentials)
}
