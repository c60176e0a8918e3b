import type { Tools } from '../contract.ts'
import { fieldsOf, parsedBody } from '../json-answer.ts'
import type { Answer } from '@pressrun/outbound'
import { acceptJson, callJson, type Unanswered } from '../call-json.ts'
import { serverPath } from '../server-url.ts'

export type XrpcRequest = {
  readonly service: string
  /** The method's name: `com.atproto.repo.putRecord`. */
  readonly nsid: string
  readonly token?: string
  /** Makes it a query. */
  readonly query?: Record<string, string>
  /** Makes it a procedure: JSON. */
  readonly body?: string
  readonly signal: AbortSignal
}

/** A response with its parsed body: anything but a JSON object becomes an empty one. */
export type XrpcAnswer = Answer & {
  readonly reply: Readonly<Record<string, unknown>>
  /** The name of the error: of a failure, or of a 200 whose body is an error. */
  readonly error: string | undefined
}

/** https://atproto.com/specs/xrpc */
export function xrpc(
  { service, nsid, query, body, token, signal }: XrpcRequest,
  { outbound }: Tools,
): Promise<XrpcAnswer | Unanswered> {
  const search = query ? `?${new URLSearchParams(query).toString()}` : ''
  const call = {
    method: query ? 'GET' : 'POST',
    url: serverPath(service, `/xrpc/${nsid}${search}`),
    headers: [...acceptJson, ...(token === undefined ? [] : ['authorization', `Bearer ${token}`])],
    body,
    signal,
  } as const
  return callJson(outbound, call, readAnswer)
}

function readAnswer(answer: Answer): XrpcAnswer {
  const reply = fieldsOf(parsedBody(answer))
  const { error } = reply
  return { ...answer, reply, error: typeof error === 'string' ? error : undefined }
}

/** A body that is an error counts as one, whatever the status. */
export const succeeded = ({ status, error }: XrpcAnswer): boolean =>
  status >= 200 && status < 300 && error === undefined
