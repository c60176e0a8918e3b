import { databaseFaultOf, EventTooLarge, isConflict, type DatabaseFault } from '@pressrun/db'
import type { ProblemCode } from './catalog.ts'
import { Problem } from './problem.ts'

/** Fastify's own refusals, by their documented codes. */
const fastifyProblems: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_BAD_URL: 'malformed-request',
  FST_ERR_MAX_PARAM_LENGTH: 'uri-too-long',
  FST_ERR_ASYNC_CONSTRAINT: 'malformed-request',
  FST_ERR_NOT_FOUND: 'route-not-found',
}

/** Every way a request can fail, as a problem. Anything unforeseen is `internal`. */
export function problemOf(cause: unknown, isDiskFull: () => boolean = () => false): Problem {
  if (cause instanceof Problem) return cause
  const known = fastifyProblems[codeOf(cause)]
  if (known) return new Problem(known, { cause })
  if (cause instanceof EventTooLarge) return new Problem('event-too-large', { cause })
  const fault = databaseFaultOf(cause)
  if (fault === 'unavailable' && isDiskFull()) return ofDatabase('disk-full', cause)
  if (fault) return ofDatabase(fault, cause)
  // Repeated conflicts of the same decision: a row differs from the log.
  if (isConflict(cause)) return ofDatabase('damaged', cause)
  return new Problem('internal', { detail: 'The log says more, by the traceId.', cause })
}

function ofDatabase(fault: DatabaseFault, cause: unknown): Problem {
  const headers = { 'retry-after': retryAfterSeconds[fault] }
  return new Problem(codes[fault], { detail: details[fault], headers, cause })
}

const codes: Readonly<Record<DatabaseFault, ProblemCode>> = {
  unavailable: 'database-unavailable',
  'read-only': 'database-read-only',
  timeout: 'database-timeout',
  busy: 'database-busy',
  'disk-full': 'disk-full',
  damaged: 'database-damaged',
}

/** A full disk needs a person; the others are usually over in seconds. */
const retryAfterSeconds: Readonly<Record<DatabaseFault, string>> = {
  unavailable: '2',
  'read-only': '5',
  timeout: '5',
  busy: '2',
  'disk-full': '30',
  damaged: '5',
}

const nothingWasLost = 'Nothing was lost; try again in a moment.'

const details: Readonly<Record<DatabaseFault, string>> = {
  unavailable: nothingWasLost,
  'read-only': `It is a standby, or was set to be read-only. ${nothingWasLost}`,
  // The statement may have been the commit itself.
  timeout:
    'It is slow, or something holds a lock. Whether this was done is not known; the same Idempotency-Key makes it safe to try again.',
  busy: nothingWasLost,
  'disk-full': 'A person has to make room. Nothing was lost.',
  damaged: `Its rows were changed by hand; a scheduler mends what it can. ${nothingWasLost}`,
}

const codeOf = (cause: unknown) =>
  cause instanceof Error && 'code' in cause ? String(cause.code) : ''
