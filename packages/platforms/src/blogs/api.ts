import type { PublishJob, Tools } from '../contract.ts'
import { userAgent, type OutboundRequest } from '@pressrun/outbound'
import { explainNotSent } from '../explain-not-sent.ts'
import { judgeAnswer, type Dialect, type Said } from './judge-answer.ts'
import type { Failure } from './failure.ts'

type Ask = {
  readonly method: OutboundRequest['method']
  /** Below the base URL, with its query. */
  readonly path: string
  readonly body?: unknown
  /** Refusals that answer the question as well as a success would. */
  readonly isAnswer?: (body: unknown) => boolean
}

/** How one account's blog is spoken to: JSON in, JSON or a failure out. */
export type Api = (ask: Ask) => Promise<Said | Failure>

export type ApiOptions = {
  readonly urlOf: (path: string) => string
  /** Made anew for each request: tokens may be short-lived. */
  readonly authorization: () => string
  readonly headers?: Record<string, string>
  readonly dialect: Dialect
  readonly credentials: unknown
  readonly tools: Pick<Tools, 'outbound' | 'now'>
  readonly signal: PublishJob['signal']
}

export function createApi(options: ApiOptions): Api {
  const { tools, dialect, credentials, signal } = options
  return async ({ method, path, body, isAnswer }) => {
    const authorization = options.authorization()
    const result = await tools.outbound.request({
      method,
      url: options.urlOf(path),
      headers: headersOf(authorization, options.headers, body),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal,
    })
    if (result.outcome === 'not-sent') return explainNotSent(result)
    if (result.outcome === 'unknown') return result
    // Platforms echo headers, too.
    const secrets = [credentials, authorization]
    return judgeAnswer(result, { dialect, secrets, isAnswer, now: tools.now() })
  }
}

function headersOf(
  authorization: string,
  more: Record<string, string> = {},
  body: unknown,
): string[] {
  const headers = { authorization, accept: 'application/json', 'user-agent': userAgent, ...more }
  const ofBody = body === undefined ? {} : { 'content-type': 'application/json' }
  return Object.entries({ ...headers, ...ofBody }).flat()
}
