import { callJson } from '../call-json.ts'
import type { Caller, Tools } from '../contract.ts'
import type { NotSent } from '../outcomes.ts'
import type { Refusal } from '../refusal.ts'
import { serverPath } from '../server-url.ts'
import { readAnswer, type Reply } from './read-answer.ts'
import { apiUrlOf, type Credentials, type Settings } from './settings.ts'

export type Call = {
  readonly method: string
  readonly query?: Record<string, string>
  /** JSON. Without one it is a GET. */
  readonly body?: string
  readonly deadlineMs?: number
}

/** One call of Slack's Web API. */
export function callSlack(
  { settings, credentials, signal }: Caller<Settings, Credentials>,
  { method, query, body, deadlineMs }: Call,
  { outbound, now }: Tools,
): Promise<Reply | Refusal | NotSent> {
  const search = query ? `?${new URLSearchParams(query).toString()}` : ''
  const call = {
    url: serverPath(apiUrlOf(settings), `/${method}${search}`),
    headers: ['authorization', `Bearer ${credentials.botToken}`],
    body,
    // Slack warns of a body without a charset.
    bodyType: 'application/json; charset=utf-8',
    deadlineMs,
    signal,
  }
  return callJson(outbound, call, (answer) => readAnswer(answer, credentials, now()))
}
