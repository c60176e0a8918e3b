import type { Tools } from '../contract.ts'
import { explainNotSent } from '../explain-not-sent.ts'
import { userAgent } from '@pressrun/outbound'
import type { NotSent } from '../outcomes.ts'
import type { Refusal } from '../refusal.ts'
import { serverPath } from '../server-url.ts'
import { readAnswer, type Said } from './read-answer.ts'
import { apiUrlOf, type Credentials, type Settings } from './settings.ts'

/** Who is calling, and until when. A job is one. */
export type Caller = {
  readonly settings: Settings
  readonly credentials: Credentials
  readonly signal: AbortSignal
}

export type Call = {
  readonly method: string
  readonly query?: Record<string, string>
  /** JSON. Without one it is a GET. */
  readonly body?: string
  readonly deadlineMs?: number
}

/** One call of Slack's Web API. */
export async function callSlack(
  caller: Caller,
  call: Call,
  tools: Tools,
): Promise<Said | Refusal | NotSent> {
  const { settings, credentials, signal } = caller
  const { method, query, body, deadlineMs } = call
  const authorization = ['authorization', `Bearer ${credentials.botToken}`, 'user-agent', userAgent]
  const result = await tools.outbound.request({
    method: body === undefined ? 'GET' : 'POST',
    url: serverPath(
      apiUrlOf(settings),
      `/${method}${query ? `?${new URLSearchParams(query).toString()}` : ''}`,
    ),
    headers:
      body === undefined
        ? authorization
        : [...authorization, 'content-type', 'application/json; charset=utf-8'],
    ...(body !== undefined && { body }),
    ...(deadlineMs !== undefined && { deadlineMs }),
    signal,
  })
  if (result.outcome === 'answered') return readAnswer(result, credentials, tools.now())
  return result.outcome === 'not-sent' ? explainNotSent(result) : result
}
