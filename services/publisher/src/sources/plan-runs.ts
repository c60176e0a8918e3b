import { articleContent, findRunAccounts, keepSnapshot, type UnitOfWork } from '@pressrun/db'
import type { AutoPublish, SourceRow } from './source-row.ts'
import { planRun, type AccountId, type EventMeta, type NewId } from '@pressrun/events'
import type pg from 'pg'
import type { NewArticle } from './store-items.ts'

export type Account = { readonly id: AccountId; readonly platform: string }

/** The accounts that still exist, in the order given. */
export async function accountsOf(
  client: pg.ClientBase,
  { projectId }: SourceRow,
  { accountIds }: AutoPublish,
): Promise<Account[]> {
  const known = await findRunAccounts(client, accountIds, ['projectId', 'platform'])
  return accountIds
    .flatMap((id) => known.get(id) ?? [])
    .filter((account) => account.projectId === projectId)
}

/** The accounts that have not received the article: at least one. */
export type RunPlan = { readonly article: NewArticle; readonly accounts: readonly Account[] }

export type Planning = {
  readonly unitOfWork: UnitOfWork
  readonly newId: NewId
  readonly meta: EventMeta
  readonly now: number
}

/**
 * Plans a started run of each new article, for the accounts that have not received the item. Content that a platform
 * refuses fails there, visibly.
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
    const { summary = null, tags = [], url = null, fields = null } = item
    const sources = [{ source: source.id, sourceDocToken: item.identity }]
    const snapshot = keepSnapshot(articleContent({ ...item, summary, tags, url, fields, sources }))
    const runId = newId('run')
    const command = planRun({
      runId,
      projectId: source.projectId,
      snapshot: snapshot.sha256,
      title: item.title,
      articleId,
      accounts,
      overrides: autoPublish.overrides,
      priority: autoPublish.priority,
      concurrency: autoPublish.concurrency,
      start: true,
      now,
    })
    unitOfWork.mustDecide({ command, meta, extraStatements: [snapshot.statement] })
  }
}
