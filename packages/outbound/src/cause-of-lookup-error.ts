import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'

/**
 * Returns why a name was not resolved. A resolver that gets no file descriptor reports an unreachable name server, or
 * a name that does not exist.
 */
export function causeOfLookupError(error: Error): Error {
  try {
    closeSync(openSync(devNull, 'r'))
    return error
  } catch (cause) {
    return cause instanceof Error ? cause : error
  }
}
