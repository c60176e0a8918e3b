import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { analytics } from './analytics.ts'
import { apiKeys } from './api-keys.ts'
import { articles } from './articles.ts'
import { audit } from './audit.ts'
import { articleSources } from './article-sources.ts'
import { changeAccount } from './change-account.ts'
import { changeArticle } from './change-article.ts'
import { changeContentSource } from './change-content-source.ts'
import { contentSources } from './content-sources.ts'
import { changeRun } from './change-run.ts'
import { createAccount } from './create-account.ts'
import { createRun } from './create-run.ts'
import { deadLetters } from './dead-letters.ts'
import { getRun } from './get-run.ts'
import { lanes } from './lanes.ts'
import { listRuns } from './list-runs.ts'
import { platforms } from './platforms.ts'
import { projects } from './projects.ts'
import { projections } from './projections.ts'
import { publish } from './publish.ts'
import { readAccounts } from './read-accounts.ts'
import { retryTask } from './retry-task.ts'
import { retryTasks } from './retry-tasks.ts'
import { scanContentSource } from './scan-content-source.ts'
import { steerAccount } from './steer-account.ts'
import { steerRun } from './steer-run.ts'
import { systemJobs } from './system-jobs.ts'
import { steerTask } from './steer-task.ts'
import { tasks } from './tasks.ts'
import { verifyAccount } from './verify-account.ts'
import { watchRun } from './watch-run.ts'

/** Everything under /api/v1. */
export const apiRoutes: readonly ((app: App, gateway: Gateway) => void)[] = [
  platforms,
  projects,
  createAccount,
  readAccounts,
  changeAccount,
  steerAccount,
  verifyAccount,
  articles,
  changeArticle,
  articleSources,
  contentSources,
  changeContentSource,
  scanContentSource,
  systemJobs,
  publish,
  createRun,
  listRuns,
  getRun,
  changeRun,
  steerRun,
  watchRun,
  tasks,
  steerTask,
  retryTask,
  retryTasks,
  lanes,
  audit,
  analytics,
  projections,
  apiKeys,
  deadLetters,
]
