/** One request to the outside world. */
export type OutboundRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  /** Names and values, alternating: the form that costs undici least. */
  readonly headers: string[]
  readonly body?: string | Uint8Array
  readonly signal: AbortSignal
  /** For the whole exchange, from the call to the last byte of the response. */
  readonly deadlineMs?: number
  /** How many redirects of a GET are followed, at most `redirectsMax`; none when absent. */
  readonly redirects?: number
  /** A longer response is cut; `answerBytesMax` when absent. */
  readonly answerBytesMax?: number
  /** Decodes the response's bytes; UTF-8 when absent. It must not throw. */
  readonly decode?: (bytes: Uint8Array, headers: AnswerHeaders) => string
}

/** Names in lower case; a repeated name has its values in a list. */
export type AnswerHeaders = Record<string, string | string[] | undefined>

/** The platform responded. A redirect that was not followed is a response too. */
export type Answer = {
  readonly outcome: 'answered'
  /** The final URL, when redirects were followed. */
  readonly url?: string
  readonly status: number
  readonly headers: AnswerHeaders
  readonly text: string
  /** The response was longer than the limit; `text` is its beginning. */
  readonly cut: boolean
}

export type NotSentCode =
  | 'dns-failed'
  | 'connection-refused'
  | 'connection-failed'
  | 'connect-timeout'
  | 'tls-failed'
  | 'target-not-allowed'
  | 'request-invalid'
  | 'machine-exhausted'
  | 'deadline-passed'
  | 'aborted'

export type UnknownCode = 'connection-broken' | 'answer-invalid' | 'deadline-passed' | 'aborted'

/** Proved: not one byte of the request has left (of its last hop, when redirects were followed). */
export type NotSent = {
  readonly outcome: 'not-sent'
  readonly code: NotSentCode
  readonly message: string
}

/** Bytes may have left, and no whole response came back: the platform may have acted or not. */
export type Unanswered = {
  readonly outcome: 'unknown'
  readonly code: UnknownCode
  readonly message: string
}

export type OutboundResult = Answer | NotSent | Unanswered

/** The single exit for all requests to the outside. */
export type Outbound = AsyncDisposable & {
  request(request: OutboundRequest): Promise<OutboundResult>
  /** Resolves the host of a URL and judges its addresses; sends nothing. */
  check(url: string): Promise<NotSent | { outcome: 'reachable' }>
}

/** Our user agent; some platforms reject requests without one. */
export const userAgent = 'Pressrun/0.1'

export const answerBytesMax = 1_000_000
export const redirectsMax = 5
export const deadlineDefaultMs = 30_000
export const connectTimeoutMs = 5_000
export const headersTimeoutMs = 30_000
/** Between two pieces of a response. */
export const bodyTimeoutMs = 10_000
