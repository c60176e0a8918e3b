import type { Statement } from '@pressrun/db'
import type { ArticleId, SourceId } from '@pressrun/events'
import type { SourceItem } from '@pressrun/feeds'
import type { SourceRow } from './source-row.ts'

export type NewArticle = { readonly id: ArticleId; readonly item: SourceItem }

export type StoredArticles = {
  /** The articles that are held back from accounts which already received the item. */
  readonly publishedBefore: readonly NewArticle[]
  readonly at: string
}

const externalIdMax = 300

/** Unique within the project, and computed the same each time. */
function externalIdOf(sourceId: SourceId, { identity, hash }: SourceItem): string {
  const whole = `${sourceId}:${identity}`
  return whole.length <= externalIdMax ? whole : `${sourceId}:${hash}`
}

/** Stores the articles of new items, their sources, and the items as known. */
export function storeItems(
  source: SourceRow,
  articles: readonly NewArticle[],
  { publishedBefore, at }: StoredArticles,
): Statement[] {
  if (articles.length === 0) return []
  const before = new Set(publishedBefore)
  const rows = articles.map((article) => rowOf(source, article, before.has(article)))
  return [insertArticles, insertArticleSources, storeKnownItems].map((text) => ({
    text,
    values: [JSON.stringify(rows), source.id, source.projectId, at],
  }))
}

const rowOf = (source: SourceRow, { id, item }: NewArticle, publishedBefore: boolean) => ({
  ...item,
  article: id,
  external: externalIdOf(source.id, item),
  tags: item.tags ?? [],
  publishedBefore,
})

const recordset = `json_to_recordset($1::json) as item (article text, external text, identity text,
  hash text, title text, summary text, body text, tags json, url text, fields json, "updatedAt" timestamptz, stamp text,
  keys bigint[], "publishedBefore" boolean)`

/** Every statement gets the same values, and must use even those it does not need. */
const given = `(select $2::text as source_id, $3::text as project_id, $4::timestamptz as at) given`

const insertArticles = `insert into articles
      (id, project_id, external_id, title, summary, body, tags, url, fields, created_at, updated_at)
    select article, project_id, external, title, summary, body, tags, url, fields, at, at
    from ${recordset}, ${given}`

const insertArticleSources = `insert into article_sources
      (article_id, source, source_doc_token, source_updated_at, keys,
        published_before, created_at, updated_at)
    select article, source_id, identity, "updatedAt", keys, "publishedBefore", at, at
    from ${recordset}, ${given}`

const storeKnownItems = `insert into content_source_items
      (source_id, identity, hash, article_id, article_version, stamp)
    select source_id, identity, hash, article, 1, stamp
    from ${recordset}, ${given}
    -- A copy that now has content of its own.
    on conflict (source_id, identity) do update
      set hash = excluded.hash, article_id = excluded.article_id, article_version = 1,
        stamp = excluded.stamp, alias = null, keys = null`
