import { sha256 } from '../item.ts'
import type { ItemSigns } from './item-signs.ts'
import { hostOf, normalAddress } from './normal-address.ts'
import { shortMax, wordsOf } from './words-of.ts'

export type GivenSigns = {
  readonly id?: string | undefined
  readonly link?: string | undefined
  readonly title: string
  readonly body: string
  readonly publishedAt?: number | undefined
}

/** `place`: the place of the source. */
export function signsOf(
  { id, link, title, body, publishedAt }: GivenSigns,
  place: string,
): ItemSigns {
  const page = link === undefined ? undefined : normalAddress(link)
  const guid = id === undefined ? undefined : (normalAddress(id) ?? id.trim())
  const hosts = [page, normalAddress(place)].flatMap((own) =>
    own === undefined ? [] : hostOf(own),
  )
  const titleWords = wordsOf(title, hosts)
  const words = wordsOf(`${title}\n${body}`, hosts)
  return {
    ...(guid !== undefined && guid !== page && { guid: sha256(guid) }),
    isGuidBare: guid !== undefined && isBare(guid),
    ...(page !== undefined && { link: page }),
    ...(titleWords !== '' && { title: sha256(titleWords) }),
    ...(words !== '' && { content: sha256(words) }),
    isShort: words.length < shortMax,
    ...(publishedAt !== undefined && { publishedAt }),
  }
}

/** Neither an address nor a URN, a tag or anything else that is globally unique. */
const isBare = (guid: string): boolean => guid.length < 20 && !guid.includes(':')
