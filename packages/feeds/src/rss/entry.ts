import type { Address, Bases } from './address.ts'

/** An entry of a feed. Its texts are HTML, whatever they were in the feed. */
export type FeedEntry = {
  id?: string | undefined
  link?: Address | undefined
  /** The target of its id, if that is an address, or its link in another namespace. */
  otherLink?: Address | undefined
  /** The file it is about: a film or a sound. */
  enclosure?: Address | undefined
  title?: string | undefined
  /** Its title in a module. */
  otherTitle?: string | undefined
  summary?: string | undefined
  content?: string | undefined
  /** A module's text of it, and its rank: the lowest goes first. */
  aside?: { html: string; rank: number } | undefined
  published?: string | undefined
  updated?: string | undefined
  tags: string[]
  /** The base of relative addresses in its text; if empty, its link. */
  bases: Bases
}
