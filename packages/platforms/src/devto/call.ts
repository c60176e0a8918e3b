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

/** One call of a Forem's API (developers.forem.com/api/v1): a POST when there is a body. */
export async function callForem(
  { settings, credentials, signal }: Caller,
  path: string,
  tools: Tools,
  body?: string,
): Promise<Said | Refusal | NotSent> {
  const headers = ['api-key', credentials.apiKey, 'accept', 'application/vnd.forem.api-v1+json']
  // Who does not introduce himself is turned away as a bot.
  headers.push('user-agent', userAgent)
  if (body !== undefined) headers.push('content-type', 'application/json')
  const result = await tools.outbound.request({
    method: body === undefined ? 'GET' : 'POST',
    url: serverPath(apiUrlOf(settings), path),
    headers,
    ...(body !== undefined && { body }),
    signal,
  })
  if (result.outcome === 'answered') return readAnswer(result, credentials, tools.now())
  return result.outcome === 'not-sent' ? explainNotSent(result) : result
}
