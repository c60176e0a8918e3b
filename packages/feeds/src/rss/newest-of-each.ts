import type { Found } from '../item.ts'
import { shortened } from '../shortened.ts'

/**
 * An item found in a feed. Without an id it is known by its link (`identity`); where several share the link, by its
 * link and title (`titled`).
 */
export type FeedFound = Found & { titled?: string }

/**
 * Keeps the newest of those items that have the same name. The others are reported, unless their
 * content is the same. `found` is oldest first.
 */
export function newestOfEach(found: readonly FeedFound[]): FeedFound[] {
  const newest = new Map<string, string>()
  const judged = found.toReversed().map((one): FeedFound | undefined => {
    if (one.kind !== 'item') return one
    const name = one.titled ?? one.item.identity
    const hash = newest.get(name)
    if (hash === one.item.hash) return undefined
    if (hash !== undefined) return repeated(name)
    newest.set(name, one.item.hash)
    return one
  })
  return judged.filter((one) => one !== undefined).toReversed()
}

const repeated = (name: string): Found => ({
  kind: 'refused',
  identity: name,
  problem: {
    code: 'item-repeated',
    message: `Several items have the same id, or the same link and title; only the newest was taken: ${shortened(name, 200)}`,
  },
})
