import { isMachineExhausted } from '@pressrun/runtime/machine-exhausted'
import { explainTls } from './explain-tls.ts'
import type { NotSent, NotSentCode, Unanswered, UnknownCode } from './outbound.ts'

/** Thrown into an exchange by us, to end it. */
export class Ended extends Error {
  readonly code: 'deadline-passed' | 'aborted'
  constructor(code: 'deadline-passed' | 'aborted') {
    super(code === 'aborted' ? 'the attempt was aborted' : 'the deadline passed')
    this.code = code
  }
}

const notSentCodes: Record<string, NotSentCode> = {
  TARGET_NOT_ALLOWED: 'target-not-allowed',
  ENOTFOUND: 'dns-failed',
  EAI_AGAIN: 'dns-failed',
  EAI_FAIL: 'dns-failed',
  EAI_NODATA: 'dns-failed',
  ECONNREFUSED: 'connection-refused',
  ETIMEDOUT: 'connect-timeout',
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  UND_ERR_INVALID_ARG: 'request-invalid',
  UND_ERR_NOT_SUPPORTED: 'request-invalid',
  ERR_INVALID_URL: 'request-invalid',
  'deadline-passed': 'deadline-passed',
  aborted: 'aborted',
}

const unknownCodes: Record<string, UnknownCode> = {
  'deadline-passed': 'deadline-passed',
  aborted: 'aborted',
  UND_ERR_HEADERS_TIMEOUT: 'deadline-passed',
  UND_ERR_BODY_TIMEOUT: 'deadline-passed',
  UND_ERR_HEADERS_OVERFLOW: 'answer-invalid',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'answer-invalid',
}

/** For an error that came before the request was handed to a connection. */
export function notSent(error: Error): NotSent {
  const code = codeOf(error)
  const known = notSentCodes[code] ?? otherCodeOf(code, error)
  const message = error.message || code
  return {
    outcome: 'not-sent',
    code: known,
    message: known === 'tls-failed' ? explainTls(message) : message,
  }
}

function otherCodeOf(code: string, error: Error): NotSentCode {
  if (isMachineExhausted(code)) return 'machine-exhausted'
  return isTls(code, error) ? 'tls-failed' : 'connection-failed'
}

/** For an error that came after: some of the request may have arrived. */
export function unanswered(error: Error): Unanswered {
  const code = codeOf(error)
  const known = error.name === 'HTTPParserError' ? 'answer-invalid' : unknownCodes[code]
  return { outcome: 'unknown', code: known ?? 'connection-broken', message: error.message || code }
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** OpenSSL's verification errors have bare names (CERT_HAS_EXPIRED), Node's begin with ERR_. */
function isTls(code: string, error: Error): boolean {
  return /^(ERR_(TLS|SSL)_|EPROTO$)|CERT|SELF_SIGNED|UNABLE_TO_/.test(code) || 'reason' in error
}
