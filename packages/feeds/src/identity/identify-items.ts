import { hostOf, normalAddress } from './normal-address.ts'
import { keysOf, type ItemToKey } from './keys-of.ts'

export type ShownItem = ItemToKey & { readonly hash: string }

export type Identified = {
  readonly keys: readonly string[]
  /** Shown beside others with the same content under their own guids, each with an instant of its own. */
  readonly isRepetition: boolean
}

/** The keys of the items of one reading of a source at `place`, in the same order; each is computed on demand. */
export function* identifyItems(items: readonly ShownItem[], place: string): Generator<Identified> {
  const links = differing(items, ({ signs: { link } }) => link)
  const moments = differing(items, momentOf)
  const repeated = repetitions(items)
  const address = normalAddress(place)
  const homes = homesOf(items, address)
  for (const item of items) {
    const { link } = item.signs
    const isLinkShared = link !== undefined && links.has(link)
    const isMomentShared = moments.has(momentOf(item) ?? '')
    yield {
      keys: keysOf(item, { place: address ?? place, homes, isLinkShared, isMomentShared }),
      isRepetition: item.signs.guid !== undefined && repeated.has(item.hash),
    }
  }
}

const momentOf = ({ signs: { content, publishedAt } }: ShownItem): string | undefined =>
  content === undefined || publishedAt === undefined ? undefined : `${content} ${publishedAt}`

/** The signs that items share although their content or time differs. */
function differing(
  items: readonly ShownItem[],
  signOf: (item: ShownItem) => string | undefined,
): ReadonlySet<string> {
  const first = new Map<string, string>()
  const shared = new Set<string>()
  for (const item of items) {
    const sign = signOf(item)
    if (sign === undefined) continue
    const fingerprint = `${item.hash} ${item.signs.publishedAt ?? ''}`
    if ((first.get(sign) ?? fingerprint) === fingerprint) first.set(sign, fingerprint)
    else shared.add(sign)
  }
  return shared
}

/** The hashes of content that appears at different instants. */
function repetitions(items: readonly ShownItem[]): ReadonlySet<string> {
  const withGuid = items.filter(({ signs }) => signs.guid !== undefined)
  return differing(withGuid, ({ hash }) => hash)
}

const share = 2 / 3

/** The site of the source, and the one that most of its items link to: feeds may lie elsewhere. */
function homesOf(items: readonly ShownItem[], place: string | undefined): string[] {
  const counts = new Map<string, number>()
  for (const { signs } of items) {
    if (signs.link === undefined) continue
    const host = hostOf(signs.link)
    counts.set(host, (counts.get(host) ?? 0) + 1)
  }
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a)
  const linked = most && most[1] >= share * items.length ? [most[0]] : []
  return [...linked, ...(place === undefined ? [] : [hostOf(place)])]
}
