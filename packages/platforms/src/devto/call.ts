import { callJson } from '../call-json.ts'
import type { Caller, Tools } from '../contract.ts'
import type { NotSent } from '../outcomes.ts'
import type { Refusal } from '../refusal.ts'
import { serverPath } from '../server-url.ts'
import { readAnswer, type Reply } from './read-answer.ts'
import { apiUrlOf, type Credentials, type Settings } from './settings.ts'

/** One call of a Forem's API (developers.forem.com/api/v1): a POST when there is a body. */
export function callForem(
  { settings, credentials, signal }: Caller<Settings, Credentials>,
  path: string,
  { outbound, now }: Tools,
  body?: string,
): Promise<Reply | Refusal | NotSent> {
  const url = serverPath(apiUrlOf(settings), path)
  const headers = ['api-key', credentials.apiKey, 'accept', 'application/vnd.forem.api-v1+json']
  return callJson(outbound, { url, headers, body, signal }, (answer) =>
    readAnswer(answer, credentials, now()),
  )
}
