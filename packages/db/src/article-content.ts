import type { Schema } from './schema/index.ts'

export type ArticleContent = {
  readonly title: string
  readonly body: string
  readonly summary?: string
  readonly tags?: string[]
}

/** What a run of an article publishes. */
export const articleContent = ({
  title,
  summary,
  body,
  tags,
}: Pick<Schema['articles'], 'title' | 'summary' | 'body' | 'tags'>): ArticleContent => ({
  title,
  body,
  ...(summary === null ? {} : { summary }),
  ...(tags.length === 0 ? {} : { tags }),
})
