import { articleContent, keepSnapshot, type AutoPublish, type Stage } from '@pressrun/db'
import type { AccountId, EventMeta, MintId } from '@pressrun/events'
import type pg from 'pg'
import type { NewArticle } from './keep-items.ts'
import type { SourceRow } from './source-row.ts'

type Accounts = ReadonlyMap<AccountId, string>

/** The platforms of those accounts that are still there. */
export async function accountsOf(
  client: pg.ClientBase,
  { auto_publish, project_id }: SourceRow,
): Promise<Accounts> {
  if (!auto_publish) return new Map()
  const { rows } = await client.query<{ id: AccountId; platform: string }>({
    name: 'accounts-to-publish-to',
    text: `select id, platform from accounts
      where id = any($1::text[]) and project_id = $2 and status <> 'removed'`,
    values: [auto_publish.accountIds, project_id],
  })
  return new Map(rows.map(({ id, platform }) => [id, platform]))
}

export type Planning = {
  readonly stage: Stage
  readonly mint: MintId
  readonly meta: EventMeta
  readonly now: number
}

/** A started run of each new article. What a platform will not take of it fails there, visibly. */
export function planRuns(
  source: SourceRow,
  autoPublish: AutoPublish,
  accounts: Accounts,
  articles: readonly NewArticle[],
  { stage, mint, meta, now }: Planning,
): void {
  const accountIds = autoPublish.accountIds.filter((id) => accounts.has(id))
  if (accountIds.length === 0) return
  for (const { id: articleId, item } of articles) {
    const { summary = null, tags = [] } = item
    const snapshot = keepSnapshot(articleContent({ ...item, summary, tags }))
    const command = {
      type: 'CreateRun',
      runId: mint('run'),
      projectId: source.project_id,
      snapshot: snapshot.sha256,
      title: item.title,
      articleId,
      tasks: accountIds.map((accountId, ordinal) => ({
        taskId: mint('task'),
        accountId,
        platform: accounts.get(accountId) ?? '',
        ordinal,
        ...(autoPublish.overrides?.[accountId] && {
          overrides: autoPublish.overrides[accountId],
        }),
      })),
      priority: autoPublish.priority,
      concurrency: autoPublish.concurrency,
      start: true,
      now,
    } as const
    stage.decide({ command, meta, alongside: [snapshot.statement] })
  }
}
