import type { ArticleId } from '@pressrun/events'
import type { SourceItem } from '@pressrun/feeds'
import type pg from 'pg'
import type { KnownItem } from './sort-items.ts'

/**
 * Rewrites the article of an item that has changed, unless a person has edited the article or a run
 * has used it: then the article stays as it is, and only its source's date shows that the item has
 * changed.
 */
export async function changeItem(
  client: pg.ClientBase,
  item: SourceItem,
  known: KnownItem,
  at: string,
): Promise<void> {
  const rewritten = await rewriteArticle(client, item, known, at)
  await client.query(keepEarlierHash(known))
  await client.query({
    name: 'change-source-item',
    text: `update content_source_items set hash = $3, stamp = $4
      where source_id = $1 and identity = $2`,
    values: [known.source_id, known.identity, item.hash, item.stamp ?? null],
  })
  if (rewritten)
    await client.query({
      name: 'advance-source-item',
      text: `update content_source_items set article_version = article_version + 1
        where source_id = $1 and article_id = $2`,
      values: [known.source_id, known.article_id],
    })
  await client.query({
    name: 'change-article-source',
    text: `update article_sources set source_updated_at = $3, updated_at = $4
      where article_id = $1 and source = $2`,
    values: [known.article_id, known.source_id, item.updatedAt ?? at, at],
  })
}

/** The content may come again under another name, and must not be taken for a new item then. */
const keepEarlierHash = ({ source_id, hash, article_id }: KnownItem) => ({
  name: 'keep-earlier-hash',
  text: `insert into content_source_earlier_hashes (source_id, hash, article_id)
    values ($1, $2, $3) on conflict do nothing`,
  values: [source_id, hash, article_id],
})

async function rewriteArticle(
  client: pg.ClientBase,
  { title, summary, body, tags = [], url }: SourceItem,
  { article_id, article_version }: { article_id: ArticleId; article_version: number },
  at: string,
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'rewrite-source-article',
    text: `update articles set title = $3, summary = $4, body = $5, tags = $6, updated_at = $7, url = $8,
        version = version + 1
      where id = $1 and version = $2 and not exists (select from runs where article_id = $1)`,
    values: [
      article_id,
      article_version,
      title,
      summary ?? null,
      body,
      JSON.stringify(tags),
      at,
      url ?? null,
    ],
  })
  return rowCount === 1
}

/**
 * Files that were read although their content is unchanged are not read again until they change.
 */
export async function restampItems(
  client: pg.ClientBase,
  sourceId: string,
  items: readonly SourceItem[],
): Promise<void> {
  const stamped = items.filter(({ stamp }) => stamp !== undefined)
  if (stamped.length === 0) return
  await client.query({
    name: 'restamp-source-items',
    text: `update content_source_items items set stamp = seen.stamp
      from unnest($2::text[], $3::text[]) as seen (identity, stamp)
      where source_id = $1 and items.identity = seen.identity`,
    values: [sourceId, stamped.map(({ identity }) => identity), stamped.map(({ stamp }) => stamp)],
  })
}
