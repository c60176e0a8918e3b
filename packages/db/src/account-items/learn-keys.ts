import { execute } from '../table/query.ts'
import type { ArticleId, SourceId } from '@pressrun/events'
import type pg from 'pg'

/** A known item, with the keys it has as it is read now. */
export type ReadItem = { readonly articleId: ArticleId; readonly keys: readonly string[] }

/**
 * The number of keys of an item that are stored beside its article, the latest ones: those of ten corrections or so.
 * Accounts that were given it forget none.
 */
export const itemKeysMax = 64

/**
 * Adds the present keys of items for good: beside their articles, and for every account that was given them, whichever
 * source or run gave it. `unlessMany`: an item with enough keys learns no more, as some servers make up new names with
 * every response.
 */
export async function learnKeys(
  client: pg.ClientBase,
  sourceId: SourceId,
  items: readonly ReadItem[],
  { unlessMany = false }: { readonly unlessMany?: boolean } = {},
): Promise<void> {
  const read = items.filter(({ keys }) => keys.length > 0)
  if (read.length === 0) return
  await execute(
    client,
    `with news as (
        select article_id, read.keys, coalesce(known.keys, '{}') as known
        from json_to_recordset($1::json) read ("articleId" text, keys bigint[])
        join article_sources known on known.article_id = "articleId" and known.source = $2
        where not read.keys <@ coalesce(known.keys, '{}')
          and (not $3 or cardinality(coalesce(known.keys, '{}')) < $4)
      ), learnt as (
        insert into account_items (account_id, key)
        select distinct given.account_id, learnt.key
        from news cross join lateral unnest(news.known) known (key)
          join account_items given on given.key = known.key
          cross join lateral unnest(news.keys) learnt (key)
        order by account_id, key on conflict do nothing
      ) update article_sources set keys = (
          select array_agg(key order by place) from (
            select key, max(place) as place
            from unnest(news.known || news.keys) with ordinality one (key, place)
            group by key order by place desc limit $4) latest)
        from news where article_sources.article_id = news.article_id and source = $2`,
    [JSON.stringify(read), sourceId, unlessMany, itemKeysMax],
  )
}
