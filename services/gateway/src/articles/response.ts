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
  projectId: row.projectId,
  externalId: row.externalId,
  title: row.title,
  summary: row.summary,
  tags: row.tags,
  url: row.url,
  version: row.version,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
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
    fields: row.fields,
    sources: sources.map(toArticleSource),
    runs: runs.rows.map(({ id, status, createdAt }) => ({ id, status, createdAt })),
  }
}

export const toArticleSource = (row: ArticleSourceRow): z.output<typeof articleSource> => ({
  source: row.source,
  sourceDocToken: row.sourceDocToken,
  sourceUpdatedAt: row.sourceUpdatedAt,
  publishedBefore: row.publishedBefore,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
})
