import type { Tools } from '../contract.ts'
import { fieldsOf, parsedBody } from '../json-answer.ts'
import { userAgent, type Answer, type NotSent, type Unanswered } from '@pressrun/outbound'
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

/** An answer whose body was read, as far as it can be: what is no JSON object is an empty one. */
export type XrpcAnswer = Answer & {
  readonly said: Readonly<Record<string, unknown>>
  /** The name of the error: of what is no success, or of a 200 that says it is none. */
  readonly error: string | undefined
}

export type XrpcResult = XrpcAnswer | NotSent | Unanswered

/** https://atproto.com/specs/xrpc */
export async function xrpc(request: XrpcRequest, { outbound }: Tools): Promise<XrpcResult> {
  const { service, nsid, query, body, signal } = request
  const search = query ? `?${new URLSearchParams(query).toString()}` : ''
  const result = await outbound.request({
    method: query ? 'GET' : 'POST',
    url: serverPath(service, `/xrpc/${nsid}${search}`),
    headers: headersOf(request),
    ...(body !== undefined && { body }),
    signal,
  })
  if (result.outcome !== 'answered') return result
  const said = fieldsOf(parsedBody(result))
  const { error } = said
  return { ...result, said, error: typeof error === 'string' ? error : undefined }
}

function headersOf({ token, body }: XrpcRequest): string[] {
  const headers = ['user-agent', userAgent, 'accept', 'application/json']
  if (body !== undefined) headers.push('content-type', 'application/json')
  if (token !== undefined) headers.push('authorization', `Bearer ${token}`)
  return headers
}

/** A body that says it is an error is one, whatever the status says. */
export const succeeded = ({ status, error }: XrpcAnswer): boolean =>
  status >= 200 && status < 300 && error === undefined
