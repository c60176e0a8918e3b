import type { Schema } from '@pressrun/db'
import type { SourceId } from '@pressrun/events'
import type { SourceItem } from '@pressrun/platforms/sources'
import type pg from 'pg'

export type KnownItem = Schema['content_source_items']

/** Items sorted by what is known of them. */
export type Sorted = {
  readonly added: SourceItem[]
  readonly changed: { readonly item: SourceItem; readonly known: KnownItem }[]
  /** As they were, but read again although that was not needed. */
  readonly touched: SourceItem[]
}

/**
 * An item is the same for ever by its identity. One that comes under a new name but says exactly what
 * a known one says is that one, too: some servers make new names each time.
 */
export async function sortItems(
  client: pg.ClientBase,
  sourceId: SourceId,
  items: readonly SourceItem[],
): Promise<Sorted> {
  const { rows } = await client.query<KnownItem>({
    name: 'known-source-items',
    text: `select * from content_source_items where source_id = $1 and identity = any($2::text[])
      union
      select * from content_source_items where source_id = $1 and hash = any($3::text[])`,
    values: [sourceId, items.map(({ identity }) => identity), items.map(({ hash }) => hash)],
  })
  const byIdentity = new Map(rows.map((row) => [row.identity, row]))
  const hashes = new Set(rows.map(({ hash }) => hash))
  const sorted: Sorted = { added: [], changed: [], touched: [] }
  for (const item of items) {
    const known = byIdentity.get(item.identity)
    if (known && known.hash !== item.hash) sorted.changed.push({ item, known })
    else if (known) sorted.touched.push(item)
    else if (!hashes.has(item.hash)) sorted.added.push(item)
    hashes.add(item.hash)
  }
  return sorted
}
