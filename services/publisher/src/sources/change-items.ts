import { execute } from '@pressrun/db'
import type { ArticleId } from '@pressrun/events'
import type { SourceItem } from '@pressrun/feeds'
import type pg from 'pg'
import type { KnownItem } from './sort-items.ts'

/**
 * Rewrites the article of an item that has changed, unless a person has edited the article or a run has used it: then
 * the article stays as it is, and only its source's date shows the change.
 */
export async function changeItem(
  client: pg.ClientBase,
  item: SourceItem,
  known: KnownItem,
  at: string,
): Promise<void> {
  const rewritten = await rewriteArticle(client, item, known, at)
  await execute(client, keepEarlierHash, [known.sourceId, known.hash, known.articleId])
  await execute(
    client,
    `update content_source_items set hash = $3, stamp = $4
      where source_id = $1 and identity = $2`,
    [known.sourceId, known.identity, item.hash, item.stamp ?? null],
  )
  if (rewritten)
    await execute(
      client,
      `update content_source_items set article_version = article_version + 1
        where source_id = $1 and article_id = $2`,
      [known.sourceId, known.articleId],
    )
  await execute(
    client,
    `update article_sources set source_updated_at = $3, updated_at = $4
      where article_id = $1 and source = $2`,
    [known.articleId, known.sourceId, item.updatedAt ?? at, at],
  )
}

/** The content may return under another name, and must not be taken for a new item then. */
const keepEarlierHash = `insert into content_source_earlier_hashes (source_id, hash, article_id)
  values ($1, $2, $3) on conflict do nothing`

async function rewriteArticle(
  client: pg.ClientBase,
  { title, summary, body, tags = [], url, fields }: SourceItem,
  { articleId, articleVersion }: { articleId: ArticleId; articleVersion: number },
  at: string,
): Promise<boolean> {
  const rowCount = await execute(
    client,
    `update articles set title = $3, summary = $4, body = $5, tags = $6, updated_at = $7, url = $8,
        fields = $9, version = version + 1
      where id = $1 and version = $2 and not exists (select from runs where article_id = $1)`,
    [
      articleId,
      articleVersion,
      title,
      summary ?? null,
      body,
      JSON.stringify(tags),
      at,
      url ?? null,
      fields ? JSON.stringify(fields) : null,
    ],
  )
  return rowCount === 1
}

/** Files read although their content is unchanged are not read again until they change. */
export async function restampItems(
  client: pg.ClientBase,
  sourceId: string,
  items: readonly SourceItem[],
): Promise<void> {
  const stamped = items.filter(({ stamp }) => stamp !== undefined)
  if (stamped.length === 0) return
  await execute(
    client,
    `update content_source_items items set stamp = seen.stamp
      from unnest($2::text[], $3::text[]) as seen (identity, stamp)
      where source_id = $1 and items.identity = seen.identity`,
    [sourceId, stamped.map(({ identity }) => identity), stamped.map(({ stamp }) => stamp)],
  )
}
