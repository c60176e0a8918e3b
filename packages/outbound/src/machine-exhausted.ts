import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'

/** File descriptors, memory, buffers, or ports to connect from: connect(2), socket(2). */
const codes: ReadonlySet<unknown> = new Set([
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'ENOBUFS',
  'EAGAIN',
  'EADDRNOTAVAIL',
])

/** Whether this machine had no resources left to connect with: that says nothing of the other side. */
export const isMachineExhausted = (code: string): boolean => codes.has(code)

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
