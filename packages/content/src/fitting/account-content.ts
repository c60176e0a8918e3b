import type { Content } from '../content.ts'

/** What becomes of a text that is too long for a platform. */
export type TooLong = 'refuse' | 'teaser'

/** Content as one account publishes it: with its overrides applied. */
export type AccountContent = Content & {
  readonly tooLong?: TooLong | undefined
  /** It stands for a longer one, and ends with the link to it. */
  readonly isTeaser?: true
}

/** What comes from a source is read there: it may be told in short, and its posts end with its link. */
export const isFromSource = ({ sources = [] }: Content): boolean => sources.length > 0

export const tooLongOf = (content: AccountContent): TooLong =>
  content.tooLong ?? (isFromSource(content) ? 'teaser' : 'refuse')
