import type { ArticleId } from '@pressrun/events'
import type { Rows } from '@pressrun/db'
import type { QueryDatabase } from './query-database.ts'

export type ArticleSourceRow = Rows['articleSources']

/** The origins of an article, oldest first. */
export async function listArticleSources(
  { kysely }: QueryDatabase,
  id: ArticleId,
): Promise<ArticleSourceRow[]> {
  return kysely
    .selectFrom('articleSources')
    .selectAll()
    .where('articleId', '=', id)
    .orderBy('createdAt')
    .orderBy('source')
    .orderBy('sourceDocToken')
    .execute()
}

/** Stores an origin of an article. Returns whether it was new, and the stored one. */
export async function keepArticleSource(
  { kysely }: QueryDatabase,
  source: Omit<ArticleSourceRow, 'keys' | 'publishedBefore' | 'createdAt' | 'updatedAt'>,
  at: string,
): Promise<ArticleSourceRow> {
  return kysely
    .insertInto('articleSources')
    .values({ ...source, publishedBefore: false, createdAt: at, updatedAt: at })
    .onConflict((conflict) =>
      conflict.columns(['articleId', 'source', 'sourceDocToken']).doUpdateSet({
        sourceUpdatedAt: source.sourceUpdatedAt,
        updatedAt: at,
      }),
    )
    .returningAll()
    .executeTakeFirstOrThrow()
}
