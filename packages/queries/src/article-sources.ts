import type { ArticleId } from '@pressrun/events'
import type { Schema } from '@pressrun/db'
import type { QueryDatabase } from './query-database.ts'

export type ArticleSourceRow = Schema['article_sources']

/** Where an article comes from, oldest first. */
export async function listArticleSources(
  { kysely }: QueryDatabase,
  id: ArticleId,
): Promise<ArticleSourceRow[]> {
  return kysely
    .selectFrom('article_sources')
    .selectAll()
    .where('article_id', '=', id)
    .orderBy('created_at')
    .orderBy('source')
    .orderBy('source_doc_token')
    .execute()
}

/** Keeps where an article comes from. Returns whether that was new, and what is kept now. */
export async function keepArticleSource(
  { kysely }: QueryDatabase,
  source: Omit<ArticleSourceRow, 'keys' | 'published_before' | 'created_at' | 'updated_at'>,
  at: string,
): Promise<ArticleSourceRow> {
  return kysely
    .insertInto('article_sources')
    .values({ ...source, published_before: false, created_at: at, updated_at: at })
    .onConflict((conflict) =>
      conflict.columns(['article_id', 'source', 'source_doc_token']).doUpdateSet({
        source_updated_at: source.source_updated_at,
        updated_at: at,
      }),
    )
    .returningAll()
    .executeTakeFirstOrThrow()
}
