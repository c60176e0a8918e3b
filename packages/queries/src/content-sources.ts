import type { ProjectId, SourceId } from '@pressrun/events'
import { execute, query, transact, type Database, type Rows } from '@pressrun/db'
import { pageWithinBytes, type Page, type PageRequest } from './page.ts'
import type { QueryDatabase } from './query-database.ts'

export type ContentSourceRow = Rows['contentSources']
export type NewContentSource = Pick<
  ContentSourceRow,
  | ('id' | 'projectId' | 'type' | 'location' | 'everyMinutes')
  | ('autoPublish' | 'futureDates' | 'createdAt')
>

/** Creating it again under the same id changes nothing. It is due at once. */
export async function createContentSource(
  { kysely }: QueryDatabase,
  source: NewContentSource,
): Promise<void> {
  await kysely
    .insertInto('contentSources')
    .values({
      ...source,
      autoPublish: source.autoPublish && JSON.stringify(source.autoPublish),
      nextScanAt: source.createdAt,
      updatedAt: source.createdAt,
      version: 0,
      scan: 0,
      refusedItems: 0,
      failures: 0,
      begunScan: 0,
      begun: 0,
      edition: 1,
      status: 'active',
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

export async function findContentSource(
  { kysely }: QueryDatabase,
  id: SourceId,
): Promise<ContentSourceRow | undefined> {
  return kysely
    .selectFrom('contentSources')
    .selectAll()
    .where('id', '=', id)
    .where('status', '<>', 'removed')
    .executeTakeFirst()
}

export type ContentSourceFilter = PageRequest<SourceId> & {
  readonly projectId?: ProjectId | undefined
  /** Each source is in one of them. `failing`: not paused, and its latest scan failed. */
  readonly state?: 'active' | 'paused' | 'failing' | undefined
}

export async function listContentSources(
  database: QueryDatabase,
  filter: ContentSourceFilter,
): Promise<Page<ContentSourceRow>> {
  let query = database.kysely
    .selectFrom('contentSources')
    .selectAll()
    .where('status', '<>', 'removed')
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
  if (filter.before) query = query.where('id', '<', filter.before)
  if (filter.projectId) query = query.where('projectId', '=', filter.projectId)
  if (filter.state) query = query.where('status', '=', statusOf(filter.state))
  if (filter.state === 'active') query = query.where('failures', '=', 0)
  if (filter.state === 'failing') query = query.where('failures', '>', 0)
  return pageWithinBytes(database, query, { limit: filter.limit, column: 'autoPublish' })
}

export type PublishingSource = Pick<ContentSourceRow, 'id' | 'location' | 'autoPublish'>

/** Those of a project that publish new items by themselves, paused ones included. */
export const listPublishingSources = (
  { kysely }: QueryDatabase,
  projectId: ProjectId,
  type: ContentSourceRow['type'],
): Promise<PublishingSource[]> =>
  kysely
    .selectFrom('contentSources')
    .select(['id', 'location', 'autoPublish'])
    .where('projectId', '=', projectId)
    .where('type', '=', type)
    .where('status', '<>', 'removed')
    .where('autoPublish', 'is not', null)
    .orderBy('id')
    .execute()

const statusOf = (state: string) => (state === 'paused' ? 'paused' : 'active')

/**
 * Its articles stay; its items are forgotten, and the row is kept only for the log's sake, without the location, which
 * may be a secret.
 */
export async function removeContentSource({ pool }: Database, id: SourceId, at: string) {
  await transact(pool, async (client) => {
    // Waits for a scan that is importing items: only later statements see them.
    await execute(
      client,
      `update content_sources set status = 'removed', location = '', auto_publish = null,
        validators = null, left_out = null, kept_names = null, edition = edition + 1, updated_at = $2
      where id = $1`,
      [id, at],
    )
    await execute(
      client,
      `with forgotten as (delete from content_source_earlier_hashes where source_id = $1)
      delete from content_source_items where source_id = $1`,
      [id],
    )
  })
}

export type ItemCounts = { readonly totalItems: number; readonly usedItems: number }

/**
 * How many items each source was seen to hold, and for how many a run used the article. Derived from the runs
 * themselves, so that it is in step with them at every moment.
 */
export async function countSourceItems(
  { pool }: Database,
  ids: readonly SourceId[],
): Promise<Map<SourceId, ItemCounts>> {
  const rows = await query<ItemCounts & { id: SourceId }>(
    pool,
    `select source_id as id, count(*) as "totalItems", count(*) filter (
        where exists (select from runs where runs.article_id = items.article_id)) as "usedItems"
      from content_source_items items
      where source_id = any($1::text[]) and alias is null group by source_id`,
    [ids],
  )
  return new Map(rows.map(({ id, ...counts }) => [id, counts]))
}
