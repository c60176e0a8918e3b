import { accountItems, keepSnapshot, newIds } from '@pressrun/db'
import { defaultProjectId, taskIdOf, type AccountId, type ArticleId } from '@pressrun/events'
import type { TestFeed } from '@pressrun/publisher/testing'
import { byHand } from './posts.fixture.ts'

const newId = newIds()
const meta = { projectId: defaultProjectId, actor: 'test' }

/** As `POST /articles/:id/publish` does. */
export async function publishArticle(
  { handle, clock }: TestFeed,
  articleId: ArticleId,
  accountId: AccountId,
): Promise<void> {
  const runId = newId('run')
  const { sha256, statement } = keepSnapshot({ title: byHand, body: 'It is here.' })
  const command = {
    type: 'CreateRun',
    runId,
    projectId: defaultProjectId,
    snapshot: sha256,
    title: byHand,
    articleId,
    tasks: [{ taskId: taskIdOf(runId, 0), accountId, platform: 'feed' }],
    priority: 5,
    concurrency: 10,
    start: true,
    now: clock.now,
  } as const
  const extraStatements = [statement, accountItems.rememberItem(articleId, [accountId])]
  await handle({ command, meta, extraStatements, isNew: true })
}
