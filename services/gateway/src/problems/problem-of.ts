import { EventTooLarge, isLostConnection } from '@pressrun/db'
import type { ProblemCode } from './catalog.ts'
import { Problem } from './problem.ts'

const retryAfterSeconds = '2'

/** What fastify itself refuses, by the codes it documents. */
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

/** Every way a request can fail, as a problem. What is not foreseen is `internal`. */
export function problemOf(cause: unknown): Problem {
  if (cause instanceof Problem) return cause
  const known = fastifyProblems[codeOf(cause)]
  if (known) return new Problem(known, { cause })
  if (cause instanceof EventTooLarge) return new Problem('event-too-large', { cause })
  if (isLostConnection(cause))
    return new Problem('database-unavailable', {
      detail: 'Nothing was lost; try again in a moment.',
      headers: { 'retry-after': retryAfterSeconds },
      cause,
    })
  return new Problem('internal', { detail: 'The log says more, by the traceId.', cause })
}

const codeOf = (cause: unknown) =>
  cause instanceof Error && 'code' in cause ? String(cause.code) : ''
