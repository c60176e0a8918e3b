import type { Rows } from './tables/index.ts'

export type ArticleContent = {
  readonly title: string
  readonly body: string
  readonly summary?: string
  readonly tags?: string[]
  readonly url?: string
  readonly fields?: Readonly<Record<string, unknown>>
  readonly sources?: ArticleOrigin[]
}

/** Where an article comes from, as its content says it. */
export type ArticleOrigin = { readonly source: string; readonly sourceDocToken: string }

type ArticleParts = Pick<
  Rows['articles'],
  'title' | 'summary' | 'body' | 'tags' | 'url' | 'fields'
> & {
  readonly sources: readonly ArticleOrigin[]
}

/** What a run of an article publishes. */
export const articleContent = (article: ArticleParts): ArticleContent => ({
  title: article.title,
  body: article.body,
  ...(article.summary === null ? {} : { summary: article.summary }),
  ...(article.tags.length === 0 ? {} : { tags: article.tags }),
  ...(article.url === null ? {} : { url: article.url }),
  ...(article.fields === null ? {} : { fields: article.fields }),
  ...(article.sources.length === 0 ? {} : { sources: [...article.sources] }),
})

/** As many as content may name. */
const originsMax = 50

/** The `sources` of an article in a query of `articles`, oldest first. */
export const articleOriginsInSql = `(select coalesce(json_agg(json_build_object(
    'source', source, 'sourceDocToken', source_doc_token)), '[]')
  from (select source, source_doc_token from article_sources where article_id = articles.id
    order by created_at, source, source_doc_token limit ${originsMax}) origin)`
