/** An entry of a feed. Its texts are HTML, whatever they were in the feed. */
export interface FeedEntry {
  id?: string | undefined
  link?: string | undefined
  title?: string | undefined
  summary?: string | undefined
  content?: string | undefined
  published?: string | undefined
  updated?: string | undefined
  tags: string[]
  /** The address that relative addresses in the entry are resolved against. */
  base?: string | undefined
}
