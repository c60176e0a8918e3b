import type { z } from 'zod'
import type { Tools } from '../contract.ts'
import { userAgent, type OutboundResult } from '@pressrun/outbound'
import { parsedBody } from '../json-answer.ts'
import type { NotSent } from '../outcomes.ts'
import { serverPath } from '../server-url.ts'
import { explainNotSent } from '../explain-not-sent.ts'
import { describeAnswer, type Refusal } from '../refusal.ts'
import { readRefusal } from './read-answer.ts'
import type { Credentials, Settings } from './settings.ts'

/** Whom to ask, as whom, and until when. */
export type Server = {
  readonly settings: Settings
  readonly credentials: Credentials
  readonly tools: Tools
  readonly signal: AbortSignal
}

export type Failure = Refusal | NotSent
export type Read<Value> = { outcome: 'read'; value: Value; hasNext: boolean } | Failure

export const headersOf = ({ accessToken }: Credentials): string[] => [
  'authorization',
  `Bearer ${accessToken}`,
  'accept',
  'application/json',
  'user-agent',
  userAgent,
]

/** GETs what has the shape of `schema`; whatever else comes is `unknown`. */
export const read = <Value>(
  server: Server,
  path: string,
  schema: z.ZodType<Value>,
  deadlineMs?: number,
): Promise<Read<Value>> =>
  readUrl(server, serverPath(server.settings.instanceUrl, path), schema, deadlineMs)

/** The same of a URL of this server that it named itself. */
export async function readUrl<Value>(
  server: Server,
  url: string,
  schema: z.ZodType<Value>,
  deadlineMs?: number,
): Promise<Read<Value>> {
  const result = await server.tools.outbound.request({
    method: 'GET',
    url,
    headers: headersOf(server.credentials),
    signal: server.signal,
    ...(deadlineMs !== undefined && { deadlineMs }),
  })
  return understand(result, server, schema)
}

function understand<Value>(
  result: OutboundResult,
  { credentials, tools }: Server,
  schema: z.ZodType<Value>,
): Read<Value> {
  if (result.outcome === 'not-sent') return explainNotSent(result)
  if (result.outcome === 'unknown') return result
  if (result.status < 200 || result.status >= 300)
    return readRefusal(result, credentials, tools.now())
  const value = schema.safeParse(parsedBody(result))
  if (value.success)
    return { outcome: 'read', value: value.data, hasNext: hasNext(result.headers['link']) }
  const message = describeAnswer(result, credentials)
  return { outcome: 'unknown', code: 'answer-unreadable', message }
}

/** RFC 8288; a list that goes on says so. */
function hasNext(link: string | string[] | undefined): boolean {
  return [link ?? []].flat().some((value) => /;\s*rel="?next"?/i.test(value))
}
