import {
  listArticleSources,
  listRuns,
  type QueryDatabase,
  type ArticleRow,
  type ArticleSourceRow,
  type ListedArticle,
} from '@pressrun/queries'
import type { z } from 'zod'
import type { article, articleDetail, articleSource } from './schema.ts'

const latestRuns = 20

export const toArticle = (row: ListedArticle): z.output<typeof article> => ({
  id: row.id,
  projectId: row.project_id,
  externalId: row.external_id,
  title: row.title,
  summary: row.summary,
  tags: row.tags,
  url: row.url,
  version: row.version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

export async function toArticleDetail(
  row: ArticleRow,
  database: QueryDatabase,
): Promise<z.output<typeof articleDetail>> {
  const [runs, sources] = await Promise.all([
    listRuns(database, { articleId: row.id, limit: latestRuns }),
    listArticleSources(database, row.id),
  ])
  return {
    ...toArticle(row),
    body: row.body,
    sources: sources.map(toArticleSource),
    runs: runs.rows.map(({ id, status, created_at }) => ({ id, status, createdAt: created_at })),
  }
}

export const toArticleSource = (row: ArticleSourceRow): z.output<typeof articleSource> => ({
  source: row.source,
  sourceDocToken: row.source_doc_token,
  sourceUpdatedAt: row.source_updated_at,
  publishedBefore: row.published_before,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
