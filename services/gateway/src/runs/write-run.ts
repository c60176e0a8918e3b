import { accountItems, keepSnapshot } from '@pressrun/db'
import type { Asked } from '@pressrun/queries'
import { defaultProjectId, planRun, type ArticleId, type ProjectId } from '@pressrun/events'
import { tooLongOf, type Content } from '@pressrun/content'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Gateway } from '../gateway.ts'
import { executeOnce, metaOf, newIdOf } from '../api/commands.ts'
import { momentOf } from '../api/moment.ts'
import { newRunResponse } from './new-run-response.ts'
import { runResponse } from './response.ts'
import { requireRun } from './require-run.ts'
import type { runDetail } from './schema.ts'
import { checkAccounts, checkOverrides, findAccounts, type PerAccount } from './check-accounts.ts'
import { checkContent } from './check-content.ts'
import type { RunOptions } from './options.ts'
import { withTooLong } from './with-too-long.ts'

export type RunInput = RunOptions & {
  readonly projectId?: ProjectId | undefined
  readonly articleId?: ArticleId | undefined
  readonly content: Content
  readonly start: boolean
}

/**
 * Checks the whole run, then writes it with its snapshot and tasks in one commit. The response is made of what was
 * written.
 */
export async function writeRun(
  gateway: Gateway,
  request: FastifyRequest,
  input: RunInput,
): Promise<z.output<typeof runDetail>> {
  const { accountIds, content, strict } = input
  const overrides = overridesOf(input)
  const projectId = input.projectId ?? defaultProjectId
  const when = whenOf(input)
  checkOverrides(overrides, accountIds)
  const accounts = request.runAccounts ?? (await findAccounts(gateway.database, accountIds))
  const chosen = checkAccounts(accountIds, accounts, projectId)
  await checkContent(content, accountIds, accounts, { overrides, render: gateway.render, strict })

  const snapshot = keepSnapshot(content)
  const runId = newIdOf(request, gateway)('run')
  const creation = {
    command: planRun({
      runId,
      projectId,
      snapshot: snapshot.sha256,
      title: content.title,
      articleId: input.articleId,
      accounts: chosen,
      overrides,
      priority: input.priority,
      concurrency: input.concurrency,
      ...when,
      start: input.start,
      now: gateway.now(),
    }),
    meta: metaOf(request, projectId),
    extraStatements: [
      snapshot.statement,
      ...(input.articleId ? [accountItems.rememberItem(input.articleId, accountIds)] : []),
    ],
    isNew: true,
  }
  const handled = await executeOnce(gateway, creation, 'run-exists')
  if (handled.kind === 'events') return newRunResponse(runId, handled, gateway.now())
  return runResponse(gateway, await requireRun(gateway, runId))
}

/** A `tooLong` that equals the content's default is not stored. */
function overridesOf({ accountIds, content, overrides = {}, tooLong }: RunInput): PerAccount {
  return tooLong === tooLongOf(content)
    ? overrides
    : withTooLong({ accountIds, overrides, tooLong })
}

/** For routes with the accounts of a run in the body: they are read while the key is claimed. */
export async function readRunAccounts(request: FastifyRequest, asked: Asked): Promise<void> {
  const { accountIds } = request.body as Pick<RunOptions, 'accountIds'>
  request.runAccounts = await findAccounts(asked, accountIds)
}

/** When a run is due, as stored: the instant, the zone, and its local time. */
function whenOf({ scheduledAt, timeZone }: Pick<RunOptions, 'scheduledAt' | 'timeZone'>) {
  if (scheduledAt === undefined) return { timeZone }
  const { at, wallTime } = momentOf(scheduledAt, timeZone, 'scheduledAt')
  return { scheduledAt: at, timeZone, wallTime }
}
