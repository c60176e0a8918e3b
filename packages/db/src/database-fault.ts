import pg from 'pg'
import { isLostConnection, isOfStatement } from './commands/failures.ts'

/**
 * Faults of a database that are not faults of the statement: a moment later, or after an operator has repaired the
 * server, the same statement succeeds.
 */
export const databaseFaults = [
  /** It cannot be reached, does not let us in, is starting or stopping, or hung up. */
  'unavailable',
  /** It is read-only: a standby, or set so by its operator. */
  'read-only',
  /** It, or a lock, took too long. */
  'timeout',
  /** It has no connection or memory left. */
  'busy',
  'disk-full',
  /** A row without which the log cannot grow was lost or changed by others. */
  'damaged',
] as const
export type DatabaseFault = (typeof databaseFaults)[number]

/** By SQLSTATE (PostgreSQL manual, appendix A); a key of two characters stands for its class. */
const faultsByCode: Readonly<Record<string, DatabaseFault>> = {
  '25006': 'read-only',
  // A query was cancelled, by `statement_timeout` or by a person; a lock, or a transaction, took too long.
  '57014': 'timeout',
  '55P03': 'timeout',
  '25P03': 'timeout',
  '25P04': 'timeout',
  '53100': 'disk-full',
  XX001: 'damaged',
  '53': 'busy',
  '08': 'unavailable',
  // The password was changed, or the database renamed: no fault of the caller.
  '28': 'unavailable',
  '3D': 'unavailable',
}

/** Undefined for a fault of the statement, and for every fault not of Postgres. */
export function databaseFaultOf(cause: unknown): DatabaseFault | undefined {
  if (cause instanceof pg.DatabaseError) {
    const code = cause.code ?? ''
    if (isOfStatement(cause)) return undefined
    if (code === '58030' && cause.message.includes('No space left')) return 'disk-full'
    const fault = faultsByCode[code] ?? faultsByCode[code.slice(0, 2)]
    if (fault) return fault
    // A position is taken already: log_head was set back.
    if (code === '23505' && cause.table === 'log') return 'damaged'
  }
  if (!isLostConnection(cause)) return undefined
  const { message } = cause as Error
  if (message.includes('Query read timeout')) return 'timeout'
  // All connections of this process are lent out.
  return message.includes('timeout exceeded when trying to connect') ? 'busy' : 'unavailable'
}

/** Whether the same statement will succeed once the database is well again. */
export const isDatabaseFault = (cause: unknown): boolean => databaseFaultOf(cause) !== undefined

/** Whether the connection must not be reused: it is broken, or leads to a server that has become a standby. */
export const spoilsConnection = (cause: unknown): boolean =>
  isLostConnection(cause) || databaseFaultOf(cause) === 'read-only'
