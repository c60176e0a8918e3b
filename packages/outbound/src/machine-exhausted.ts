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

/** Whether this machine had nothing left to connect with: of the other one it says nothing. */
export const isMachineExhausted = (code: string): boolean => codes.has(code)

/**
 * Returns why a name was not resolved. A resolver that gets no file descriptor answers as if it had not reached a
 * name server, or as if there were no such name.
 */
export function causeOfLookupError(error: Error): Error {
  try {
    closeSync(openSync(devNull, 'r'))
    return error
  } catch (cause) {
    return cause instanceof Error ? cause : error
  }
}
