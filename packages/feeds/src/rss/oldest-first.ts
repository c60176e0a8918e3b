import { instantOf } from '@pressrun/content'
import type { FeedEntry } from './entry.ts'

/**
 * Entries in the order they were published in: by their dates, those without a date in their place
 * among the others. A feed is taken to begin with its newest entry unless its dates show the opposite.
 */
export function oldestFirst(entries: readonly FeedEntry[]): FeedEntry[] {
  const dates = entries.map(dateOf).filter((date) => date !== undefined)
  const isReversed = (dates[0] ?? 0) < (dates.at(-1) ?? 0)
  const ordered = isReversed ? [...entries] : entries.toReversed()
  const byDate = ordered
    .filter((entry) => dateOf(entry) !== undefined)
    .toSorted((a, b) => (dateOf(a) ?? 0) - (dateOf(b) ?? 0))
    .values()
  return ordered.map((entry) =>
    dateOf(entry) === undefined ? entry : (byDate.next().value ?? entry),
  )
}

const dateOf = ({ published, updated }: FeedEntry): number | undefined =>
  instantOf(published) ?? instantOf(updated)
