import { query, tables, type Rows } from '@pressrun/db'
import type { ArticleId, NewId, SourceId } from '@pressrun/events'
import type { SourceItem } from '@pressrun/feeds'
import type pg from 'pg'
import type { NewArticle } from './store-items.ts'

export type KnownItem = Rows['contentSourceItems']

/** An item under a name that is known. */
export type ItemAgain = { readonly item: SourceItem; readonly known: KnownItem }

/** Items sorted by what is already known of them. */
export type SortedItems = {
  readonly added: NewArticle[]
  readonly changed: ItemAgain[]
  /** Unchanged, but read again. */
  readonly touched: ItemAgain[]
  /** Under a new name, with the content of a known item. */
  readonly again: { readonly item: SourceItem; readonly articleId: ArticleId }[]
}

/**
 * An item is recognized by its name. One with a new name but exactly the content that a known item has, or ever had, is
 * that item too, because some servers make up new names each time; unless others with the same content are listed
 * beside it, each with a date of its own. A copy whose content has become different is a new item.
 */
export async function sortItems(
  client: pg.ClientBase,
  sourceId: SourceId,
  items: readonly SourceItem[],
  newId: NewId,
): Promise<SortedItems> {
  const rows = await knownItems(client, sourceId, items)
  const byName = new Map(rows.map((row) => [row.identity, row]))
  const sorted: SortedItems = { added: [], changed: [], touched: [], again: [] }
  const unknown: SourceItem[] = []
  for (const item of firstOfEachName(items)) {
    const known = byName.get(item.identity)
    if (known?.hash === item.hash) sorted.touched.push({ item, known })
    else if (known && known.alias !== 'copy') sorted.changed.push({ item, known })
    else unknown.push(item)
  }
  const earlier = await earlierContents(client, sourceId, unknown)
  const articles = new Map([...earlier, ...rows].map((row) => [row.hash, row.articleId]))
  for (const { item, known } of sorted.changed) articles.set(item.hash, known.articleId)
  for (const item of unknown) {
    const articleId = item.isRepetition ? undefined : articles.get(item.hash)
    if (articleId) sorted.again.push({ item, articleId })
    else {
      const id = newId('article')
      articles.set(item.hash, id)
      sorted.added.push({ id, item })
    }
  }
  return sorted
}

function knownItems(
  client: pg.ClientBase,
  sourceId: SourceId,
  items: readonly SourceItem[],
): Promise<KnownItem[]> {
  return query<KnownItem>(
    client,
    `${tables.contentSourceItems.select} where source_id = $1 and identity = any($2::text[])
      union
      ${tables.contentSourceItems.select} where source_id = $1 and hash = any($3::text[])`,
    [sourceId, items.map(({ identity }) => identity), items.map(({ hash }) => hash)],
  )
}

async function earlierContents(
  client: pg.ClientBase,
  sourceId: SourceId,
  items: readonly SourceItem[],
): Promise<Pick<KnownItem, 'hash' | 'articleId'>[]> {
  if (items.length === 0) return []
  return query(
    client,
    `select hash, article_id as "articleId" from content_source_earlier_hashes
      where source_id = $1 and hash = any($2::text[])`,
    [sourceId, items.map(({ hash }) => hash)],
  )
}

const firstOfEachName = (items: readonly SourceItem[]): Iterable<SourceItem> =>
  new Map(items.toReversed().map((item) => [item.identity, item])).values().toArray().toReversed()
