import type { Address, Bases } from './address.ts'

/** An entry of a feed. Its texts are HTML, whatever they were in the feed. */
export type FeedEntry = {
  id?: string | undefined
  link?: Address | undefined
  /** Where its id leads to, if that is an address, or its link in the words of another namespace. */
  otherLink?: Address | undefined
  /** The file it is about: a film or a sound. */
  enclosure?: Address | undefined
  title?: string | undefined
  /** What a module calls it. */
  otherTitle?: string | undefined
  summary?: string | undefined
  content?: string | undefined
  /** What a module says of it, and how much that counts: the least the most. */
  aside?: { html: string; rank: number } | undefined
  published?: string | undefined
  updated?: string | undefined
  tags: string[]
  /** What relative addresses in its text are resolved against; if empty, against its link. */
  bases: Bases
}
