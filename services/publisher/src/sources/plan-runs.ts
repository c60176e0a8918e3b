import { articleContent, keepSnapshot, type UnitOfWork } from '@pressrun/db'
import type { AutoPublish, SourceRow } from './source-row.ts'
import { taskIdOf, type AccountId, type EventMeta, type NewId } from '@pressrun/events'
import type pg from 'pg'
import type { NewArticle } from './keep-items.ts'

export type Account = { readonly id: AccountId; readonly platform: string }

/** The accounts that still exist, in the order given. */
export async function accountsOf(
  client: pg.ClientBase,
  { project_id }: SourceRow,
  { accountIds }: AutoPublish,
): Promise<Account[]> {
  const { rows } = await client.query<Account>({
    name: 'accounts-to-publish-to',
    text: `select id, platform from accounts
      where id = any($1::text[]) and project_id = $2 and status <> 'removed'`,
    values: [accountIds, project_id],
  })
  const byId = new Map(rows.map((account) => [account.id, account]))
  return accountIds.flatMap((id) => byId.get(id) ?? [])
}

/** The accounts that an article is new to: one at least. */
export type RunPlan = { readonly article: NewArticle; readonly accounts: readonly Account[] }

export type Planning = {
  readonly unitOfWork: UnitOfWork
  readonly newId: NewId
  readonly meta: EventMeta
  readonly now: number
}

/**
 * Plans a started run of each new article, for the accounts that were not given the item before. Content that a
 * platform refuses fails there, visibly.
 */
export function planRuns(
  source: SourceRow,
  autoPublish: AutoPublish,
  plans: readonly RunPlan[],
  { unitOfWork, newId, meta, now }: Planning,
): void {
  for (const {
    article: { id: articleId, item },
    accounts,
  } of plans) {
    const { summary = null, tags = [], url = null } = item
    const sources = [{ source: source.id, sourceDocToken: item.identity }]
    const snapshot = keepSnapshot(articleContent({ ...item, summary, tags, url, sources }))
    const runId = newId('run')
    const command = {
      type: 'CreateRun',
      runId,
      projectId: source.project_id,
      snapshot: snapshot.sha256,
      title: item.title,
      articleId,
      tasks: accounts.map(({ id: accountId, platform }, ordinal) => ({
        taskId: taskIdOf(runId, ordinal),
        accountId,
        platform,
        ...(autoPublish.overrides?.[accountId] && {
          overrides: autoPublish.overrides[accountId],
        }),
      })),
      priority: autoPublish.priority,
      concurrency: autoPublish.concurrency,
      start: true,
      now,
    } as const
    unitOfWork.mustDecide({ command, meta, extraStatements: [snapshot.statement] })
  }
}
