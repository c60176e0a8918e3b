import type { QueryDatabase } from '@pressrun/db/queries'
import { listRuns, type ArticleRow } from '@pressrun/db/queries'
import type { Content } from '@pressrun/platforms'
import type { z } from 'zod'
import type { article, articleDetail } from '../schemas/article.ts'

const latestRuns = 20

export const toArticle = (row: ArticleRow): z.output<typeof article> => ({
  id: row.id,
  projectId: row.project_id,
  externalId: row.external_id,
  title: row.title,
  summary: row.summary,
  tags: row.tags,
  version: row.version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

export async function toArticleDetail(
  row: ArticleRow,
  database: QueryDatabase,
): Promise<z.output<typeof articleDetail>> {
  const runs = await listRuns(database, { articleId: row.id, limit: latestRuns })
  return {
    ...toArticle(row),
    body: row.body,
    runs: runs.rows.map(({ id, status, created_at }) => ({ id, status, createdAt: created_at })),
  }
}

/** What a run of this article publishes. */
export const contentOf = ({ title, summary, body, tags }: ArticleRow): Content => ({
  title,
  body,
  ...(summary === null ? {} : { summary }),
  ...(tags.length === 0 ? {} : { tags }),
})
