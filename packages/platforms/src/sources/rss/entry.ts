/** An entry as a feed has it. Texts are HTML, whatever they were in the feed. */
export interface FeedEntry {
  id?: string | undefined
  link?: string | undefined
  title?: string | undefined
  summary?: string | undefined
  content?: string | undefined
  published?: string | undefined
  updated?: string | undefined
  tags: string[]
  /** What relative addresses in it are relative to. */
  base?: string | undefined
}
