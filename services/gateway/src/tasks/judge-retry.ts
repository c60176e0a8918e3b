import type { RetryRow } from '@pressrun/queries'
import {
  repeatIsHarmless,
  sinceFirstAttemptMs,
  type Decision,
  type Refusal,
  type RetryTask,
} from '@pressrun/events'
import { findConnector, idempotencyOf } from '@pressrun/platforms'
import type { RetrySource } from './retry-source.ts'

export type RetryOptions = {
  readonly force: boolean
  /** Identifies the request: it retries a task once, however often it is made. */
  readonly requestId?: string | undefined
  readonly now: number
}

/**
 * Nothing goes out for a run that is cancelled or was never started, nor for a removed account: a
 * retry would wait for ever.
 */
export function refusalOf(task: RetryRow): Refusal | undefined {
  if (task.runStatus === 'cancelled') return 'run-over'
  if (task.runStatus === 'draft') return 'run-not-started'
  if (task.accountStatus === 'removed') return 'account-not-found'
  return undefined
}

export const retryCommand = (task: RetryRow, options: RetryOptions): RetryTask => ({
  type: 'RetryTask',
  taskId: task.id,
  force: options.force,
  requestId: options.requestId,
  repeatIsSafe: repeatIsSafe(task, options.now),
  notBefore: task.scheduledAt ? Date.parse(task.scheduledAt) : undefined,
  now: options.now,
})

/** Why a task is not retried; undefined when `decide` allows it. */
export function refusalOfRetry(
  found: RetrySource | undefined,
  options: RetryOptions,
  decide: (command: RetryTask, task: RetryRow) => Decision<unknown, Refusal>,
): Refusal | undefined {
  if (!found) return 'task-not-found'
  const refused = refusalOf(found.task)
  if (refused) return refused
  const decision = decide(retryCommand(found.task, options), found.task)
  return decision.kind === 'refused' ? decision.reason : undefined
}

/** The platform can be asked what became of earlier attempts, or makes one post of a repeat. */
function repeatIsSafe(task: RetryRow, now: number): boolean {
  const connector = findConnector(task.platform)
  if (!connector || !task.settings) return false
  const atLeastOnce = task.unconfirmedPolicy === 'at-least-once'
  const idempotency = { ...idempotencyOf(connector, task.settings, task.verified), atLeastOnce }
  const since = sinceFirstAttemptMs(task, now)
  return idempotency.canReconcile || repeatIsHarmless(idempotency, since)
}
