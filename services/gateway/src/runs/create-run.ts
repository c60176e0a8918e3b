import { keepSnapshot } from '@pressrun/db'
import {
  defaultProjectId,
  taskIdOf,
  type AccountId,
  type ArticleId,
  type ProjectId,
  type RunId,
} from '@pressrun/events'
import {
  findProjectOfRun,
  findRunAccounts,
  findRunWithTasks,
  type Asked,
  type RunWithTasks,
} from '@pressrun/db/queries'
import type { Content } from '@pressrun/content'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { newRunAnswer } from '../answers/new-run.ts'
import { runAnswer } from '../answers/run.ts'
import type { Gateway } from '../gateway.ts'
import { metaOf, mintOf } from '../api/commands.ts'
import { Problem, refused } from '../problems/problem.ts'
import { momentOf } from '../api/moment.ts'
import { tasksInlineMax, type runDetail } from '../schemas/run.ts'
import { checkAccounts, checkOverrides } from './check-accounts.ts'
import { checkContent } from './check-content.ts'
import type { RunOptions } from './order.ts'

export type RunOrder = RunOptions & {
  readonly projectId?: ProjectId | undefined
  readonly articleId?: ArticleId | undefined
  readonly content: Content
  readonly start: boolean
}

/**
 * Checks the order wholly, then creates the run with its snapshot and tasks in one commit. The answer is made
 * of what was written.
 */
export async function createRun(
  gateway: Gateway,
  request: FastifyRequest,
  order: RunOrder,
): Promise<z.output<typeof runDetail>> {
  const { accountIds, content, overrides = {} } = order
  const projectId = order.projectId ?? defaultProjectId
  const when = whenOf(order)
  checkOverrides(overrides, accountIds)
  const accounts = request.runAccounts ?? (await findRunAccounts(gateway.database, accountIds))
  checkAccounts(accountIds, accounts, projectId)
  await checkContent(content, accountIds, accounts, { overrides, render: gateway.render })
  const platformOf = (id: AccountId) => accounts.get(id)?.platform ?? ''

  const snapshot = keepSnapshot(content)
  const runId = mintOf(request, gateway)('run')
  const handled = await gateway.handle({
    command: {
      type: 'CreateRun',
      runId,
      projectId,
      snapshot: snapshot.sha256,
      title: content.title,
      articleId: order.articleId,
      tasks: accountIds.map((accountId, ordinal) => ({
        taskId: taskIdOf(runId, ordinal),
        accountId,
        platform: platformOf(accountId),
        ...(overrides[accountId] ? { overrides: overrides[accountId] } : {}),
      })),
      priority: order.priority,
      concurrency: order.concurrency,
      ...when,
      start: order.start,
      now: gateway.now(),
    },
    meta: metaOf(request, projectId),
    alongside: [snapshot.statement],
    isNew: true,
  })
  if (handled.kind === 'events') return newRunAnswer(runId, handled, gateway.now())
  // It exists when an earlier try of this request got that far.
  if (handled.kind === 'refused' && handled.reason !== 'run-exists') throw refused(handled.reason)
  return runAnswer(gateway, await existingRun(gateway, runId))
}

/** For routes whose body has the accounts of a run: they are read while its key is claimed. */
export async function readRunAccounts(request: FastifyRequest, asked: Asked): Promise<void> {
  const { accountIds } = request.body as Pick<RunOptions, 'accountIds'>
  request.runAccounts = await findRunAccounts(asked, accountIds)
}

/** When it is due, as a run keeps it: the instant, the zone, and what the clocks show there. */
function whenOf({ scheduledAt, timeZone }: Pick<RunOptions, 'scheduledAt' | 'timeZone'>) {
  if (scheduledAt === undefined) return { timeZone }
  const { at, wallTime } = momentOf(scheduledAt, timeZone, 'scheduledAt')
  return { scheduledAt: at, timeZone, wallTime }
}

export async function existingRun({ database }: Gateway, id: RunId): Promise<RunWithTasks> {
  const run = await findRunWithTasks(database.pool, id, tasksInlineMax)
  if (!run) throw new Problem('run-not-found')
  return run
}

/** Needed by whoever gives a run an order, for the event's meta. */
export async function projectOfRun({ database }: Gateway, id: RunId): Promise<ProjectId> {
  const projectId = await findProjectOfRun(database, id)
  if (!projectId) throw new Problem('run-not-found')
  return projectId
}
