import type { Content } from '../content.ts'

/** How to treat a text that is too long for a platform. */
export type TooLong = 'refuse' | 'teaser'

/** Content as one account publishes it: with its overrides applied. */
export type AccountContent = Content & {
  readonly tooLong?: TooLong | undefined
  /** It replaces a longer one, and ends with the link to it. */
  readonly isTeaser?: true
}

/** Content from a source is read there: it may be shortened, and its posts end with its link. */
export const isFromSource = ({ sources = [] }: Content): boolean => sources.length > 0

export const tooLongOf = (content: AccountContent): TooLong =>
  content.tooLong ?? (isFromSource(content) ? 'teaser' : 'refuse')
