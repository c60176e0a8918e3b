import {
  accountItems,
  articleContent,
  articleOriginsInSql,
  execute,
  keepSnapshot,
  query,
  runAll,
  type Rows,
  type Statement,
} from '@pressrun/db'
import {
  unreachable,
  type AccountId,
  type ArticleId,
  type ScheduleState,
  type SourceId,
} from '@pressrun/events'
import type pg from 'pg'

/** What a firing publishes, or why it publishes nothing. */
export type Resolved =
  | {
      readonly kind: 'content'
      readonly snapshot: string
      readonly title: string
      readonly articleId?: ArticleId
      /** Stores the snapshot; absent when it is stored already. */
      readonly keep?: Statement
    }
  | { readonly kind: 'nothing-new' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }

type Article = Pick<Rows['articles'], 'id'> & Parameters<typeof articleContent>[0]

/** `taken` are articles of sources that this transaction has used already; it is added to. */
export async function resolveTemplate(
  client: pg.ClientBase,
  { template, accountIds }: Pick<ScheduleState, 'template' | 'accountIds'>,
  taken: Set<ArticleId>,
): Promise<Resolved> {
  switch (template.kind) {
    case 'content': {
      const { snapshot, title } = template
      return { kind: 'content', snapshot, title }
    }
    case 'article': {
      const article = await findArticle(client, template.articleId)
      if (article) {
        await runAll(client, [accountItems.rememberItem(article.id, accountIds)])
        return contentOf(article)
      }
      const message = `There is no such article: ${template.articleId}`
      return { kind: 'failed', code: 'article-not-found', message }
    }
    case 'source': {
      if (!(await lockSource(client, template.sourceId))) {
        const message = `There is no such content source: ${template.sourceId}`
        return { kind: 'failed', code: 'source-not-found', message }
      }
      const article = await claimNext(client, template.sourceId, { accountIds, taken })
      return article ? contentOf(article) : { kind: 'nothing-new' }
    }
    default:
      return unreachable(template)
  }
}

function contentOf(article: Article): Resolved {
  const { sha256: snapshot, statement: keep } = keepSnapshot(articleContent(article))
  return { kind: 'content', snapshot, title: article.title, articleId: article.id, keep }
}

async function findArticle(client: pg.ClientBase, id: ArticleId): Promise<Article | undefined> {
  const rows = await query<Article>(
    client,
    `select id, title, summary, body, tags, url, fields, ${articleOriginsInSql} as sources
      from articles where id = $1`,
    [id],
  )
  return rows[0]
}

/** Held until the commit: a concurrent firing from the same source then sees what was used here. */
async function lockSource(client: pg.ClientBase, id: SourceId): Promise<boolean> {
  const rowCount = await execute(
    client,
    `select from content_sources where id = $1 and status <> 'removed'
      for no key update`,
    [id],
  )
  return rowCount === 1
}

type Next = {
  readonly accountIds: readonly AccountId[]
  readonly taken: Set<ArticleId>
}

/** Skipped items are recorded as known by then, and the next instant continues after them. */
const passedOverMax = 100

/**
 * The oldest item that none of the accounts received. One that another source or a person gives to one of them at this
 * moment is skipped.
 */
async function claimNext(
  client: pg.ClientBase,
  id: SourceId,
  { accountIds, taken }: Next,
): Promise<Article | undefined> {
  for (let passedOver = 0; passedOver < passedOverMax; passedOver++) {
    const article = await oldestUnused(client, id, { accountIds, taken })
    if (!article) return undefined
    if (await accountItems.claimItem(client, article.id, accountIds)) {
      // With no account left it stays unused, and available to other schedules.
      if (accountIds.length > 0) taken.add(article.id)
      return article
    }
  }
  return undefined
}

/**
 * Items from before the database was restored, or found by the first scan after, may have been used. Items that one of
 * the accounts received before, from another source or under another name, are skipped.
 */
async function oldestUnused(
  client: pg.ClientBase,
  id: SourceId,
  { accountIds, taken }: Next,
): Promise<Article | undefined> {
  const rows = await query<Article>(
    client,
    `select articles.id, title, summary, body, tags, articles.url, fields, ${articleOriginsInSql} as sources
      from content_source_items item join articles on articles.id = item.article_id
        join content_sources source on source.id = item.source_id cross join log_guard
      where item.source_id = $1 and articles.id <> all($2::text[])
        and not exists (select from runs where runs.article_id = articles.id)
        and not exists (select from article_sources known
          join account_items given on given.key = any(known.keys) and given.account_id = any($3::text[])
          where known.article_id = articles.id)
        and (log_guard.accepted_at is null or source.created_at > log_guard.accepted_at
          or (source.restore_read_at > log_guard.accepted_at
            and articles.created_at > source.restore_read_at))
      order by item.article_id limit 1`,
    [id, [...taken], accountIds],
  )
  return rows[0]
}
