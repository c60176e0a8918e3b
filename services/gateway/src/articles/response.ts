import {
  listArticleSources,
  listRuns,
  type QueryDatabase,
  type ArticleRow,
  type ArticleSourceRow,
  type ListedArticle,
} from '@pressrun/queries'
import type { z } from 'zod'
import { shown } from '../api/shown.ts'
import { article, articleSource, type articleDetail } from './schema.ts'

const latestRuns = 20

export const toArticle = (row: ListedArticle): z.output<typeof article> => shown(article, row)

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

export const toArticleSource = (row: ArticleSourceRow): z.output<typeof articleSource> =>
  shown(articleSource, row)
