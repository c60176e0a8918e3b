import type { Found, SourceItem } from '../item.ts'
import type { FeedFound } from './newest-of-each.ts'

/** The names among these that the source already has, and the hash of each item's content. */
export type KnownNames = (names: readonly string[]) => Promise<ReadonlyMap<string, string>>

type Linked = { item: SourceItem; titled: string }

/**
 * Decides on the names of items without an id. One that shares its link with others is known by its link and title,
 * and stays so when the others leave the feed; any other is known by its link alone. `found` is oldest first.
 */
export async function nameItems(
  found: readonly FeedFound[],
  knownNames: KnownNames,
): Promise<Found[]> {
  const linked = found.flatMap((one) =>
    one.kind === 'item' && one.titled !== undefined ? [{ item: one.item, titled: one.titled }] : [],
  )
  if (linked.length === 0) return [...found]
  const names = linked.flatMap(({ item, titled }) => [item.identity, titled])
  const known = await knownNames([...new Set(names)])
  const named = new Map<SourceItem, string>()
  for (const [link, group] of Map.groupBy(linked, ({ item }) => item.identity)) {
    const first = group.find(isKnownByLink(link, group, known))
    for (const one of group) named.set(one.item, one === first ? link : one.titled)
  }
  return found.map((one) => {
    const identity = one.kind === 'item' ? named.get(one.item) : undefined
    return one.kind === 'item' && identity !== undefined
      ? { kind: 'item', item: { ...one.item, identity } }
      : one
  })
}

/**
 * When others join an item that is known by its link alone, it must not be published again. An unchanged content
 * identifies it, under its new name too; otherwise the oldest is taken for it.
 */
function isKnownByLink(
  link: string,
  group: readonly Linked[],
  known: ReadonlyMap<string, string>,
): (one: Linked) => boolean {
  if (group.length === 1) return ({ titled }) => !known.has(titled)
  // Looked up once for all of them: of thousands that share a link each would be compared with each other.
  const isAmongThem = group.some(
    ({ titled, item }) => known.has(titled) || known.get(link) === item.hash,
  )
  return () => known.has(link) && !isAmongThem
}
