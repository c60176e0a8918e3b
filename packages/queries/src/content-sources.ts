import type { ProjectId, SourceId } from '@pressrun/events'
import { transact, type Database, type Schema } from '@pressrun/db'
import { pageWithinBytes, type Page, type PageRequest } from './page.ts'
import type { QueryDatabase } from './query-database.ts'

export type ContentSourceRow = Schema['content_sources']
export type NewContentSource = Pick<
  ContentSourceRow,
  | 'id'
  | 'project_id'
  | 'type'
  | 'location'
  | 'every_minutes'
  | 'auto_publish'
  | 'future_dates'
  | 'created_at'
>

/** Creating it again under the same id changes nothing. It is due at once. */
export async function createContentSource(
  { kysely }: QueryDatabase,
  source: NewContentSource,
): Promise<void> {
  await kysely
    .insertInto('content_sources')
    .values({
      ...source,
      auto_publish: source.auto_publish && JSON.stringify(source.auto_publish),
      next_scan_at: source.created_at,
      updated_at: source.created_at,
      stream_version: 0,
      scan: 0,
      refused_items: 0,
      failures: 0,
      begun_scan: 0,
      begun: 0,
      version: 1,
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
    .selectFrom('content_sources')
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
    .selectFrom('content_sources')
    .selectAll()
    .where('status', '<>', 'removed')
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
  if (filter.before) query = query.where('id', '<', filter.before)
  if (filter.projectId) query = query.where('project_id', '=', filter.projectId)
  if (filter.state) query = query.where('status', '=', statusOf(filter.state))
  if (filter.state === 'active') query = query.where('failures', '=', 0)
  if (filter.state === 'failing') query = query.where('failures', '>', 0)
  return pageWithinBytes(database, query, { limit: filter.limit, column: 'auto_publish' })
}

export type PublishingSource = Pick<ContentSourceRow, 'id' | 'location' | 'auto_publish'>

/** Those of a project that publish new items by themselves, paused ones included. */
export const listPublishingSources = (
  { kysely }: QueryDatabase,
  projectId: ProjectId,
  type: ContentSourceRow['type'],
): Promise<PublishingSource[]> =>
  kysely
    .selectFrom('content_sources')
    .select(['id', 'location', 'auto_publish'])
    .where('project_id', '=', projectId)
    .where('type', '=', type)
    .where('status', '<>', 'removed')
    .where('auto_publish', 'is not', null)
    .orderBy('id')
    .execute()

const statusOf = (state: string) => (state === 'paused' ? 'paused' : 'active')

/**
 * Its articles stay; its items are forgotten, and the row is kept only for the log's sake, without the
 * location, which may be a secret.
 */
export async function removeContentSource({ pool }: Database, id: SourceId, at: string) {
  await transact(pool, async (client) => {
    // Waits for a scan that is importing items: only what comes after it sees them.
    await client.query(
      `update content_sources set status = 'removed', location = '', auto_publish = null,
        validators = null, left_out = null, kept_names = null, version = version + 1, updated_at = $2
      where id = $1`,
      [id, at],
    )
    await client.query(
      `with forgotten as (delete from content_source_earlier_hashes where source_id = $1)
      delete from content_source_items where source_id = $1`,
      [id],
    )
  })
}

export type ItemCounts = { readonly totalItems: number; readonly usedItems: number }

/**
 * How many items each source was seen to hold, and of how many the article was used by a run. Derived
 * from the runs themselves, so that it is in step with them at every moment.
 */
export async function countSourceItems(
  { pool }: Database,
  ids: readonly SourceId[],
): Promise<Map<SourceId, ItemCounts>> {
  const { rows } = await pool.query<ItemCounts & { id: SourceId }>({
    name: 'count-source-items',
    text: `select source_id as id, count(*) as "totalItems", count(*) filter (
        where exists (select from runs where runs.article_id = items.article_id)) as "usedItems"
      from content_source_items items
      where source_id = any($1::text[]) and alias is null group by source_id`,
    values: [ids],
  })
  return new Map(rows.map(({ id, ...counts }) => [id, counts]))
}
