/** One request to the outside world. */
export interface OutboundRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  /** Names and values, alternating: the form that costs undici least. */
  headers: string[]
  body?: string | Uint8Array
  signal: AbortSignal
  /** For the whole exchange, from the call to the last byte of the answer. */
  deadlineMs?: number
  /** How many redirects of a GET are followed, at most `redirectsMax`; none when absent. */
  redirects?: number
  /** An answer that is longer is cut; `answerBytesMax` when absent. */
  answerBytesMax?: number
  /** Makes the text of the answer's bytes; UTF-8 when absent. It must not throw. */
  decode?: (bytes: Uint8Array, headers: AnswerHeaders) => string
}

/** Names in lower case; a name that came more than once has its values in a list. */
export type AnswerHeaders = Record<string, string | string[] | undefined>

/** The platform answered. A redirect that was not followed is an answer too. */
export interface Answer {
  outcome: 'answered'
  /** Where it came from, when redirects were followed. */
  url?: string
  status: number
  headers: AnswerHeaders
  text: string
  /** The answer was longer than what was asked for at most; `text` is its beginning. */
  cut: boolean
}

export type NotSentCode =
  | 'dns-failed'
  | 'connection-refused'
  | 'connection-failed'
  | 'connect-timeout'
  | 'tls-failed'
  | 'target-not-allowed'
  | 'request-invalid'
  | 'deadline-passed'
  | 'aborted'

export type UnknownCode = 'connection-broken' | 'answer-invalid' | 'deadline-passed' | 'aborted'

/** Proved: not one byte of the request has left (of its last hop, when redirects were followed). */
export interface NotSent {
  outcome: 'not-sent'
  code: NotSentCode
  message: string
}

/** Bytes may have left, and no whole answer came back: the platform may have acted or not. */
export interface Unanswered {
  outcome: 'unknown'
  code: UnknownCode
  message: string
}

export type OutboundResult = Answer | NotSent | Unanswered

/** The one door through which everything leaves. */
export interface Outbound extends AsyncDisposable {
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
