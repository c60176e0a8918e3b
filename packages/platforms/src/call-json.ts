import { userAgent, type Answer, type Outbound, type OutboundRequest } from '@pressrun/outbound'
import { explainNotSent } from './explain-not-sent.ts'
import type { NotSent, Rejected, Unknown } from './outcomes.ts'

/** One call of a platform's API: a GET, or a POST when there is a body, by default. */
export type JsonCall = Pick<OutboundRequest, 'url' | 'signal'> & {
  readonly method?: OutboundRequest['method'] | undefined
  /** Names and values, alternating. The user agent and the type of the body need not be among them. */
  readonly headers?: readonly string[]
  /** JSON. */
  readonly body?: string | undefined
  readonly bodyType?: string
  readonly deadlineMs?: number | undefined
}

/** What is known of a call without a response. */
export type Unanswered = NotSent | Rejected | Unknown

export const acceptJson = ['accept', 'application/json'] as const

/** The result of `read` for the platform's response, or why there is none. */
export async function callJson<Outcome>(
  outbound: Outbound,
  call: JsonCall,
  read: (answer: Answer) => Outcome,
): Promise<Outcome | Unanswered> {
  const { url, body, signal, deadlineMs, method = body === undefined ? 'GET' : 'POST' } = call
  const result = await outbound.request({
    method,
    url,
    headers: headersOf(call),
    ...(body !== undefined && { body }),
    signal,
    ...(deadlineMs !== undefined && { deadlineMs }),
  })
  if (result.outcome === 'answered') return read(result)
  return result.outcome === 'not-sent' ? explainNotSent(result) : result
}

/** Some platforms reject requests without a user agent as a bot's. */
function headersOf({ headers = [], body, bodyType = 'application/json' }: JsonCall): string[] {
  const own = ['user-agent', userAgent]
  if (body !== undefined) own.push('content-type', bodyType)
  return [...own, ...headers]
}
