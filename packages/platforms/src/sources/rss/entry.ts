import type { Address, Bases } from './address.ts'

/** An entry of a feed. Its texts are HTML, whatever they were in the feed. */
export interface FeedEntry {
  id?: string | undefined
  link?: Address | undefined
  title?: string | undefined
  summary?: string | undefined
  content?: string | undefined
  published?: string | undefined
  updated?: string | undefined
  tags: string[]
  /** What relative addresses in its text are resolved against; if empty, against its link. */
  bases: Bases
}
