/** One request to the outside world. */
export type OutboundRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  /** Names and values, alternating: the form that costs undici least. */
  readonly headers: string[]
  readonly body?: string | Uint8Array
  readonly signal: AbortSignal
  /** For the whole exchange, from the call to the last byte of the answer. */
  readonly deadlineMs?: number
  /** How many redirects of a GET are followed, at most `redirectsMax`; none when absent. */
  readonly redirects?: number
  /** An answer that is longer is cut; `answerBytesMax` when absent. */
  readonly answerBytesMax?: number
  /** Makes the text of the answer's bytes; UTF-8 when absent. It must not throw. */
  readonly decode?: (bytes: Uint8Array, headers: AnswerHeaders) => string
}

/** Names in lower case; a name that came more than once has its values in a list. */
export type AnswerHeaders = Record<string, string | string[] | undefined>

/** The platform answered. A redirect that was not followed is an answer too. */
export type Answer = {
  readonly outcome: 'answered'
  /** Where it came from, when redirects were followed. */
  readonly url?: string
  readonly status: number
  readonly headers: AnswerHeaders
  readonly text: string
  /** The answer was longer than what was asked for at most; `text` is its beginning. */
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

/** Bytes may have left, and no whole answer came back: the platform may have acted or not. */
export type Unanswered = {
  readonly outcome: 'unknown'
  readonly code: UnknownCode
  readonly message: string
}

export type OutboundResult = Answer | NotSent | Unanswered

/** The one door through which everything leaves. */
export type Outbound = AsyncDisposable & {
  request(request: OutboundRequest): Promise<OutboundResult>
  /** Resolves the host of a URL and judges its addresses; sends nothing. */
  check(url: string): Promise<NotSent | { outcome: 'reachable' }>
}

/** How we introduce ourselves; some platforms turn away who does not. */
export const userAgent = 'Pressrun/0.1'

export const answerBytesMax = 1_000_000
export const redirectsMax = 5
export const deadlineDefaultMs = 30_000
export const connectTimeoutMs = 5_000
export const headersTimeoutMs = 30_000
/** Between two pieces of an answer. */
export const bodyTimeoutMs = 10_000
