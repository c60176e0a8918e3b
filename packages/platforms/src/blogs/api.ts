import type { PublishJob, Tools } from '../contract.ts'
import type { OutboundRequest } from '@pressrun/outbound'
import { acceptJson, callJson } from '../call-json.ts'
import { judgeAnswer, type Dialect, type Reply } from './judge-answer.ts'
import type { Failure } from './failure.ts'

type Ask = {
  readonly method: OutboundRequest['method']
  /** Below the base URL, with its query. */
  readonly path: string
  readonly body?: unknown
  /** Refusals that are as good a result as a success. */
  readonly isAnswer?: (body: unknown) => boolean
}

/** The API of one account's blog: JSON in, JSON or a failure out. */
export type Api = (ask: Ask) => Promise<Reply | Failure>

export type ApiOptions = {
  readonly urlOf: (path: string) => string
  /** Made anew for each request: tokens may be short-lived. */
  readonly authorization: () => string
  /** Beside those that all blogs get; names and values, alternating. */
  readonly headers?: readonly string[]
  readonly dialect: Dialect
  readonly credentials: unknown
  readonly tools: Pick<Tools, 'outbound' | 'now'>
  readonly signal: PublishJob['signal']
}

export function createApi(options: ApiOptions): Api {
  const { tools, dialect, credentials, signal, headers = [] } = options
  return ({ method, path, body, isAnswer }) => {
    const authorization = options.authorization()
    const call = {
      method,
      url: options.urlOf(path),
      headers: ['authorization', authorization, ...acceptJson, ...headers],
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    }
    // Platforms echo headers, too.
    const secrets = [credentials, authorization]
    return callJson(tools.outbound, call, (answer) =>
      judgeAnswer(answer, { dialect, secrets, isAnswer, now: tools.now() }),
    )
  }
}
