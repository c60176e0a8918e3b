import type { ArticleId, ProjectId } from '@pressrun/events'
import type { QueryDatabase } from './query-database.ts'
import { articleOriginsInSql, type ArticleOrigin, type Rows } from '@pressrun/db'
import { loadKysely } from './load-kysely.ts'
import { toPage, type Page, type PageRequest } from './page.ts'

export type ArticleRow = Rows['articles']

export type FoundArticle = ArticleRow & { readonly sources: ArticleOrigin[] }

/** The form for lists: two hundred whole ones would be more than a process has memory for. */
export type ListedArticle = Omit<ArticleRow, 'body' | 'fields'>

const listed = [
  'id',
  'projectId',
  'externalId',
  'title',
  'summary',
  'tags',
  'url',
  'version',
  'createdAt',
  'updatedAt',
] as const satisfies readonly (keyof ListedArticle)[]

export async function findArticle(
  { kysely }: QueryDatabase,
  id: ArticleId,
): Promise<FoundArticle | undefined> {
  return kysely
    .selectFrom('articles')
    .selectAll()
    .select(loadKysely().sql.raw<ArticleOrigin[]>(articleOriginsInSql).as('sources'))
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Creating it again under the same id changes nothing. An external id that is taken is a fault. */
export async function createArticle(
  { kysely }: QueryDatabase,
  article: Omit<ArticleRow, 'version' | 'tags'> & { readonly tags: readonly string[] },
): Promise<void> {
  await kysely
    .insertInto('articles')
    .values({
      ...article,
      version: 1,
      tags: JSON.stringify(article.tags),
      fields: article.fields && JSON.stringify(article.fields),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

export type ArticleChange = Partial<
  Pick<ArticleRow, 'title' | 'summary' | 'body' | 'url' | 'fields' | 'externalId'> & {
    tags: readonly string[]
  }
>

/** Returns undefined when there is no such article in that version. */
export function changeArticle(
  { kysely }: QueryDatabase,
  id: ArticleId,
  { tags, fields, ...change }: ArticleChange,
  at: string,
  expectedVersion: number | undefined,
): Promise<ArticleRow | undefined> {
  let query = kysely
    .updateTable('articles')
    .set((row) => ({
      ...change,
      ...(tags ? { tags: JSON.stringify(tags) } : {}),
      ...(fields === undefined ? {} : { fields: fields && JSON.stringify(fields) }),
      version: row('version', '+', 1),
      updatedAt: at,
    }))
    .where('id', '=', id)
    .returningAll()
  if (expectedVersion !== undefined) query = query.where('version', '=', expectedVersion)
  return query.executeTakeFirst()
}

export const articleOrders = ['-createdAt', 'createdAt'] as const

export type ArticleFilter = PageRequest<ArticleId> & {
  readonly projectId?: ProjectId | undefined
  readonly externalId?: string | undefined
  readonly sort: (typeof articleOrders)[number]
}

export async function listArticles(
  { kysely }: QueryDatabase,
  filter: ArticleFilter,
): Promise<Page<ListedArticle>> {
  const newestFirst = filter.sort === '-createdAt'
  let query = kysely
    .selectFrom('articles')
    .select(listed)
    .orderBy('id', newestFirst ? 'desc' : 'asc')
    .limit(filter.limit + 1)
  if (filter.before) query = query.where('id', newestFirst ? '<' : '>', filter.before)
  if (filter.projectId) query = query.where('projectId', '=', filter.projectId)
  if (filter.externalId !== undefined) query = query.where('externalId', '=', filter.externalId)
  return toPage(await query.execute(), filter.limit)
}
