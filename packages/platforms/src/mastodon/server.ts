import type { z } from 'zod'
import type { Caller, Tools } from '../contract.ts'
import type { Answer } from '@pressrun/outbound'
import { acceptJson, callJson, type JsonCall, type Unanswered } from '../call-json.ts'
import { parsedBody } from '../json-answer.ts'
import type { NotSent } from '../outcomes.ts'
import { serverPath } from '../server-url.ts'
import { describeAnswer, type Refusal } from '../refusal.ts'
import { readRefusal } from './read-answer.ts'
import type { Credentials, Settings } from './settings.ts'

/** The server, the account, and the deadline. */
export type Server = Caller<Settings, Credentials> & { readonly tools: Tools }

export type Failure = Refusal | NotSent
export type Read<Value> = { outcome: 'read'; value: Value; hasNext: boolean } | Failure

/** One call of the server's API, as the account. */
export function callServer<Outcome>(
  { credentials, tools, signal }: Server,
  { headers = [], ...call }: Omit<JsonCall, 'signal'>,
  read: (answer: Answer) => Outcome,
): Promise<Outcome | Unanswered> {
  const authorization = ['authorization', `Bearer ${credentials.accessToken}`]
  const all = [...authorization, ...acceptJson, ...headers]
  return callJson(tools.outbound, { ...call, headers: all, signal }, read)
}

/** GETs a value of the shape of `schema`; anything else is `unknown`. */
export const read = <Value>(
  server: Server,
  path: string,
  schema: z.ZodType<Value>,
  deadlineMs?: number,
): Promise<Read<Value>> =>
  readUrl(server, serverPath(server.settings.instanceUrl, path), schema, deadlineMs)

/** The same for a URL of this server that it returned itself. */
export const readUrl = <Value>(
  server: Server,
  url: string,
  schema: z.ZodType<Value>,
  deadlineMs?: number,
): Promise<Read<Value>> =>
  callServer(server, { url, deadlineMs }, (answer) => readValue(answer, server, schema))

function readValue<Value>(
  answer: Answer,
  { credentials, tools }: Server,
  schema: z.ZodType<Value>,
): Read<Value> {
  if (answer.status < 200 || answer.status >= 300)
    return readRefusal(answer, credentials, tools.now())
  const value = schema.safeParse(parsedBody(answer))
  if (value.success)
    return { outcome: 'read', value: value.data, hasNext: hasNext(answer.headers['link']) }
  const message = describeAnswer(answer, credentials)
  return { outcome: 'unknown', code: 'answer-unreadable', message }
}

/** RFC 8288; a list that goes on has such a link. */
function hasNext(link: string | string[] | undefined): boolean {
  return [link ?? []].flat().some((value) => /;\s*rel="?next"?/i.test(value))
}
