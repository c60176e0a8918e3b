import { accountItems, execute, query, transact, type LogGuard, type Statement } from '@pressrun/db'
import type { ArticleId, SourceId } from '@pressrun/events'
import type { SourceItem } from '@pressrun/feeds'
import type pg from 'pg'
import type { Scan } from './scan.ts'
import type { KnownItem } from './sort-items.ts'
import { lockSource } from './source-row.ts'

/**
 * Stores other names of known items. Each counts as a copy until the whole source has been read: only then is it known
 * whether the item still exists under its old name.
 */
export function storeNames(
  sourceId: SourceId,
  again: readonly { readonly item: SourceItem; readonly articleId: ArticleId }[],
): Statement[] {
  if (again.length === 0) return []
  const rows = again.map(({ item: { identity, hash, stamp, keys }, articleId }) => ({
    identity,
    hash,
    stamp,
    article: articleId,
    keys,
  }))
  const text = `insert into content_source_items
      (source_id, identity, hash, article_id, article_version, stamp, alias, keys)
    select $2, name.identity, name.hash, name.article, items.article_version, name.stamp, 'copy', name.keys
    from json_to_recordset($1::json) as name (identity text, hash text, stamp text, article text,
      keys bigint[])
    join content_source_items items on items.source_id = $2 and items.article_id = name.article
      and items.alias is null
    on conflict (source_id, identity) do update
      set hash = excluded.hash, stamp = excluded.stamp, article_id = excluded.article_id,
        article_version = excluded.article_version, keys = excluded.keys`
  return [{ text, values: [JSON.stringify(rows), sourceId] }]
}

type Renamed = Pick<KnownItem, 'articleId' | 'keys'>
type Name = Pick<KnownItem, 'identity' | 'articleId' | 'alias'>

/**
 * Runs once a whole source has been read: a copy whose original is gone is the original, renamed, and is known from now
 * on by the keys it has under its new name.
 */
export async function settleNames(
  { pool, guard }: { readonly pool: pg.Pool; readonly guard: LogGuard },
  { sourceId, number }: Scan,
  seen: ReadonlySet<string>,
): Promise<void> {
  const rows = await query<Name>(
    pool,
    `select identity, article_id as "articleId", alias from content_source_items
      where source_id = $1 and article_id in (
        select article_id from content_source_items where source_id = $1 and alias = 'copy')
      order by identity`,
    [sourceId],
  )
  const { renamed, gone } = judgeNames(rows, seen)
  if (renamed.length === 0 && gone.length === 0) return
  await transact(pool, async (client) => {
    if (!(await lockSource(client, sourceId, number, guard.checked()))) return
    const known = await query<Renamed>(
      client,
      `update content_source_items set alias = 'renamed'
      where source_id = $1 and identity = any($2::text[]) 
        returning article_id as "articleId", keys`,
      [sourceId, renamed],
    )
    const read = known.map(({ articleId, keys }) => ({ articleId, keys: keys ?? [] }))
    await accountItems.learnKeys(client, sourceId, read, { unlessMany: true })
    // The names are forgotten, but not the content they stood for.
    await execute(
      client,
      `with gone as (
        delete from content_source_items where source_id = $1 and identity = any($2::text[])
        returning source_id, hash, article_id
      ) insert into content_source_earlier_hashes (source_id, hash, article_id)
        select distinct on (hash) source_id, hash, article_id from gone on conflict do nothing`,
      [sourceId, gone],
    )
  })
}

/**
 * An item keeps its first name for ever, and its current one, but none in between: a server that makes up new names in
 * every response would otherwise fill the table.
 */
function judgeNames(
  names: readonly Name[],
  seen: ReadonlySet<string>,
): { renamed: string[]; gone: string[] } {
  const renamed: string[] = []
  const gone: string[] = []
  for (const [, ofOne] of Map.groupBy(names, ({ articleId }) => articleId)) {
    const isThere = ofOne.some(({ identity, alias }) => alias !== 'copy' && seen.has(identity))
    const copy = ofOne.find(({ identity, alias }) => alias === 'copy' && seen.has(identity))
    const isRenamed = !isThere && copy !== undefined
    if (isRenamed) renamed.push(copy.identity)
    for (const { identity, alias } of ofOne)
      if (!seen.has(identity) && (alias === 'copy' || (alias === 'renamed' && isRenamed)))
        gone.push(identity)
  }
  return { renamed, gone }
}
