import { isMachineExhausted } from '@pressrun/runtime/machine-exhausted'
import pg from 'pg'

/** Another writer was first: decide again on the new state. */
export function isConflict(cause: unknown): boolean {
  if (!(cause instanceof pg.DatabaseError)) return false
  if (cause.code === '23505') return isStateKey(cause)
  // A row was not as it was read (`expect_rows`), or two transactions waited for each other.
  return cause.code === '40001' || cause.code === '40P01'
}

/** Two creations of the same id: the second will find the row and refuse. */
const isStateKey = (cause: pg.DatabaseError) =>
  ['runs_pkey', 'tasks_pkey', 'accounts_pkey', 'schedules_pkey'].includes(cause.constraint ?? '')

/** The unique constraint that a fault names, if any. */
export function violatedConstraint(cause: unknown): string | undefined {
  return cause instanceof pg.DatabaseError && cause.code === '23505' ? cause.constraint : undefined
}

/**
 * True when the database is away: it cannot be reached, is starting or stopping, or hung up in the middle. Whether a
 * commit under way happened is then unknown.
 */
export function isLostConnection(cause: unknown): boolean {
  if (cause instanceof pg.DatabaseError) {
    const code = cause.code ?? ''
    if (isOfStatement(cause)) return false
    return code.startsWith('08') || code.startsWith('57P') || code === '53300'
  }
  // A missing file has the same code as a missing socket, but a path too.
  if (!(cause instanceof Error) || 'path' in cause) return false
  const code = 'code' in cause ? String(cause.code) : ''
  // Without resources of its own this machine cannot connect either.
  const isOfNetwork = networkCodes.has(code) || isMachineExhausted(code)
  return isOfNetwork || lostMessages.some((text) => cause.message.includes(text))
}

/**
 * A protocol violation ends the connection, as a pooler reports it; where it does not, it is a statement with the
 * wrong parameters, which fails the next time as well.
 */
export const isOfStatement = ({ code, severity }: pg.DatabaseError): boolean =>
  code === '08P01' && severity === 'ERROR'

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  // In a network of containers the name of a stopped server does not resolve.
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

/** Messages of `pg` that have no code. */
const lostMessages = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
  'Connection ended unexpectedly',
  'Client was closed and is not queryable',
  'Query read timeout',
]
