import { isRead, type Connection } from './connection.ts'
import type { FairQueue } from '../fair-queue.ts'

/**
 * The connection to close for a new one, of the group that holds most: the idle ones, or the busy ones of one caller,
 * and of these the ones of one topic. A client that holds few keeps them, whatever others do. Undefined when all of
 * those are changes under way: their outcome would be unknown.
 */
export function leastMissed(
  idle: ReadonlySet<Connection>,
  busy: FairQueue<Connection>,
): Connection | undefined {
  const largest = busy.largest()
  const [longestIdle, newer] = idle
  // The newest of the idle ones is the new one itself.
  if (!largest || idle.size > largest.size) return newer ? longestIdle : undefined
  return leastMissedOf(largest.items) ?? (newer ? longestIdle : undefined)
}

/** First those that do not read; then the waiting ones, the last first; then those being read or still sending. */
function leastMissedOf(connections: Iterable<Connection>): Connection | undefined {
  let slowest: Connection | undefined
  let last: Connection | undefined
  let harmless: Connection | undefined
  for (const connection of connections) {
    const { current, isHandled, unreadSince = Infinity } = connection
    if (unreadSince < (slowest?.unreadSince ?? Infinity)) slowest = connection
    else if (!isHandled) last = connection
    else if (current && (isRead(current.request) || !current.request.complete))
      harmless ??= connection
  }
  return slowest ?? last ?? harmless
}
