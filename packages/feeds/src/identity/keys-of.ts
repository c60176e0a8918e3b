import { hash } from 'node:crypto'
import { hostOf, isFrontPage, isSameSite } from './normal-address.ts'
import type { ItemSigns } from './item-signs.ts'

export type ItemToKey = {
  /** Its name in its source. */
  readonly identity: string
  readonly signs: ItemSigns
}

/** The facts about an item that its neighbours in the reading determine. */
export type Company = {
  /** The place of the source, as a normal address if it is one. */
  readonly place: string
  /** The sites of its items. */
  readonly homes: readonly string[]
  /** Others with different content link to the same page. */
  readonly isLinkShared: boolean
  /** Others elsewhere have the same content at the same instant. */
  readonly isMomentShared: boolean
}

/**
 * Two items are the same if they have one of these keys in common. Each is made of two signs at least, because
 * any one of them may be that of another item too:
 *
 * - the name it has in a source, and where the source lies;
 * - its guid and its link, or its own page alone if it has no other guid;
 * - its guid and its content; a guid like `17` with little content only on the same site;
 * - its link and its content;
 * - its content and when it was published, to the second unless it says enough;
 * - its link and when it was published; with its title too if only the day is known.
 *
 * A link counts only if it leads to a page of its own: neither the front page, nor a page that other items link
 * to, nor one of another site.
 */
export function keysOf({ identity, signs }: ItemToKey, company: Company): string[] {
  const { guid, isGuidBare, link, title, content, isShort, publishedAt } = signs
  const { place, homes, isLinkShared, isMomentShared } = company
  const isOwnPage =
    link !== undefined &&
    !isFrontPage(link) &&
    !isLinkShared &&
    homes.some((home) => isSameSite(home, hostOf(link)))
  const page = isOwnPage ? link : undefined
  const site = isGuidBare && isShort ? (homes[0] ?? '') : ''
  const isDay = publishedAt !== undefined && publishedAt % dayMs === 0
  const isExact = !(isShort && isDay)
  return [
    keyOf('name', place, identity),
    guid === undefined ? keyOf('page', page) : keyOf('guid-link', guid, isGuidBare ? page : link),
    keyOf('guid-content', guid, content, site),
    keyOf('link-content', page, content),
    isExact && !isMomentShared ? keyOf('content-published', content, publishedAt) : undefined,
    keyOf('link-published', page, publishedAt, isDay ? title : ''),
  ].filter((key) => key !== undefined)
}

const dayMs = 86_400_000

/** 64 bits as a `bigint` of Postgres; undefined when a sign is missing. */
function keyOf(kind: string, ...signs: (string | number | undefined)[]): string | undefined {
  if (signs.includes(undefined)) return undefined
  return hash('sha256', JSON.stringify([kind, ...signs]), 'buffer')
    .readBigInt64BE()
    .toString()
}
