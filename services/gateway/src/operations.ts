import type { Operation } from './api/operation.ts'
import { changeAccount } from './accounts/change.ts'
import { createAccount } from './accounts/create.ts'
import { getAccount } from './accounts/get.ts'
import { listAccounts } from './accounts/list.ts'
import { pauseAccount } from './accounts/pause.ts'
import { removeAccount } from './accounts/remove.ts'
import { resumeAccount } from './accounts/resume.ts'
import { verifyAccount } from './accounts/verify.ts'
import { hourlyAnalytics } from './analytics/hourly.ts'
import { analyticsSummary } from './analytics/summary.ts'
import { createApiKey } from './api-keys/create.ts'
import { listApiKeys } from './api-keys/list.ts'
import { revokeApiKey } from './api-keys/revoke.ts'
import { changeArticle } from './articles/change.ts'
import { createArticle } from './articles/create.ts'
import { getArticle } from './articles/get.ts'
import { keepArticleSource } from './articles/keep-source.ts'
import { listArticles } from './articles/list.ts'
import { publishArticle } from './articles/publish.ts'
import { changeContentSource } from './content-sources/change.ts'
import { createContentSource } from './content-sources/create.ts'
import { getContentSource } from './content-sources/get.ts'
import { listContentSources } from './content-sources/list.ts'
import { removeContentSource } from './content-sources/remove.ts'
import { scanContentSource } from './content-sources/scan.ts'
import { listDeadLetters } from './dead-letters/list.ts'
import { redeliverDeadLetter } from './dead-letters/redeliver.ts'
import { listEvents } from './events/list.ts'
import { health } from './health/health.ts'
import { healthLive } from './health/live.ts'
import { metrics } from './health/metrics.ts'
import { healthReady } from './health/ready.ts'
import { listLanes } from './lanes/list.ts'
import { listPlatforms } from './platforms/list.ts'
import { listProjections } from './projections/list.ts'
import { rebuildProjection } from './projections/rebuild.ts'
import { createProject } from './projects/create.ts'
import { getProject } from './projects/get.ts'
import { listProjects } from './projects/list.ts'
import { renameProject } from './projects/rename.ts'
import { getRetryBatch } from './retry-batches/get.ts'
import { retryTasks } from './retry-batches/retry-tasks.ts'
import { cancelRun } from './runs/cancel.ts'
import { createRun } from './runs/create.ts'
import { getRun } from './runs/get.ts'
import { listFailures } from './runs/list-failures.ts'
import { listRuns } from './runs/list.ts'
import { pauseRun } from './runs/pause.ts'
import { publish } from './runs/publish.ts'
import { rescheduleRun } from './runs/reschedule.ts'
import { resumeRun } from './runs/resume.ts'
import { startRun } from './runs/start.ts'
import { watchRun } from './runs/watch.ts'
import { changeSchedule } from './schedules/change.ts'
import { createSchedule } from './schedules/create.ts'
import { deleteSchedule } from './schedules/delete.ts'
import { getSchedule } from './schedules/get.ts'
import { listSchedules } from './schedules/list.ts'
import { pauseSchedule } from './schedules/pause.ts'
import { resumeSchedule } from './schedules/resume.ts'
import { changeSystemJob } from './system-jobs/change.ts'
import { getSystemJob } from './system-jobs/get.ts'
import { listSystemJobs } from './system-jobs/list.ts'
import { pauseSystemJob } from './system-jobs/pause.ts'
import { resumeSystemJob } from './system-jobs/resume.ts'
import { cancelTask } from './tasks/cancel.ts'
import { getTask } from './tasks/get.ts'
import { listTasks } from './tasks/list.ts'
import { resolveTask } from './tasks/resolve.ts'
import { retryTaskById } from './tasks/retry-by-id.ts'
import { retryTask } from './tasks/retry.ts'

/** Every operation of the API by its id in the OpenAPI document. Each has a file of its own. */
export const operations: Readonly<Record<string, Operation>> = {
  health,
  healthLive,
  healthReady,
  metrics,
  listPlatforms,
  createProject,
  listProjects,
  getProject,
  renameProject,
  createAccount,
  listAccounts,
  getAccount,
  changeAccount,
  pauseAccount,
  resumeAccount,
  removeAccount,
  verifyAccount,
  createArticle,
  listArticles,
  getArticle,
  changeArticle,
  publishArticle,
  keepArticleSource,
  createContentSource,
  listContentSources,
  getContentSource,
  changeContentSource,
  removeContentSource,
  scanContentSource,
  createSchedule,
  listSchedules,
  getSchedule,
  changeSchedule,
  deleteSchedule,
  pauseSchedule,
  resumeSchedule,
  listSystemJobs,
  getSystemJob,
  changeSystemJob,
  pauseSystemJob,
  resumeSystemJob,
  publish,
  createRun,
  listRuns,
  getRun,
  rescheduleRun,
  startRun,
  pauseRun,
  resumeRun,
  cancelRun,
  watchRun,
  listFailures,
  listTasks,
  getTask,
  retryTask,
  retryTaskById,
  cancelTask,
  resolveTask,
  retryTasks,
  getRetryBatch,
  listLanes,
  listEvents,
  hourlyAnalytics,
  analyticsSummary,
  listProjections,
  rebuildProjection,
  createApiKey,
  listApiKeys,
  revokeApiKey,
  listDeadLetters,
  redeliverDeadLetter,
}
