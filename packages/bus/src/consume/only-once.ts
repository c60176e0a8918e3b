import type { Reaction, ReactionOutcome } from './reaction.ts'

/**
 * A message that comes again while this process is at it is not begun beside itself: the second gets what
 * becomes of the first. A late heartbeat makes JetStream hand a message out twice.
 */
export function onlyOnce(reaction: Reaction): Reaction {
  const underWay = new Map<string, Promise<readonly ReactionOutcome[]>>()
  return (message) => {
    const { events } = message
    const key = `${events[0]?.id} ${events.length}`
    const known = underWay.get(key)
    if (known) return known
    const begun = reaction(message).finally(() => underWay.delete(key))
    underWay.set(key, begun)
    return begun
  }
}
