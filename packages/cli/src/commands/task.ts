import { createApiClient } from '../api/api-client.ts'
import { findApiTarget, type TargetOptions } from '../api/api-target.ts'
import type { Task } from '../api/run.ts'
import { OperatorError } from '../operator-error.ts'
import { printLine } from './print-line.ts'
import type { Environment } from '../up/up-settings.ts'

type Retried = { taskId: string; attempt: number; warning?: string }

/** Retries a task. */
export async function retryTaskCommand(
  id: string,
  { force = false, ...target }: TargetOptions & { force?: boolean },
  env: Environment,
  say = printLine,
): Promise<void> {
  const api = createApiClient(findApiTarget(target, env))
  const { taskId, attempt, warning } = await api.post<Retried>(`${pathOf(id)}/retry`, { force })
  say(`${taskId} will be tried again: attempt ${attempt}`)
  if (warning !== undefined) say(`note: ${warning}`)
}

export type ResolveOptions = TargetOptions & {
  readonly published?: boolean
  readonly notPublished?: boolean
  readonly remoteId?: string
  readonly postUrl?: string
}

/** Records the outcome of an unconfirmed task. */
export async function resolveTaskCommand(
  id: string,
  { published, notPublished, remoteId, postUrl, ...target }: ResolveOptions,
  env: Environment,
  say = printLine,
): Promise<void> {
  if (published === notPublished)
    throw new OperatorError('say what became of it: either --published or --not-published')
  if (notPublished && (remoteId ?? postUrl) !== undefined)
    throw new OperatorError('--remote-id and --post-url are for what was published')
  const api = createApiClient(findApiTarget(target, env))
  const where = { ...(remoteId && { remoteId }), ...(postUrl && { url: postUrl }) }
  const answerText = published ? { outcome: 'published', ...where } : { outcome: 'not-published' }
  const task = await api.post<Task>(`${pathOf(id)}/resolve`, answerText)
  say(`${task.id} is ${task.status}`)
}

const pathOf = (id: string) => `/tasks/${encodeURIComponent(id)}`
