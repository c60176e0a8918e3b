import { createApiClient } from '../api/api-client.ts'
import { findApiTarget, type TargetOptions } from '../api/api-target.ts'
import {
  describeCounts,
  everyItem,
  scheduled,
  tasksOf,
  taskTotal,
  type Run,
  type Task,
} from '../api/run.ts'
import type { Environment } from '../up/up-settings.ts'
import { asTable } from './table.ts'

const tasksShownMax = 200

/** The run's counts, and its tasks with their outcomes. */
export async function showRunCommand(
  id: string,
  options: TargetOptions,
  env: Environment,
): Promise<void> {
  const api = createApiClient(findApiTarget(options, env))
  const run = await api.get<Run>(`/runs/${encodeURIComponent(id)}`)
  const [tasks, accounts] = await Promise.all([
    tasksOf(api, run, tasksShownMax),
    everyItem<{ id: string; name: string }>(api, '/accounts'),
  ])
  const names = new Map(accounts.map((account) => [account.id, account.name]))
  const rows = tasks.map((task) => [
    names.get(task.accountId) ?? task.accountId,
    task.platform,
    task.status,
    String(task.attempt ?? ''),
    outcomeOf(task),
  ])
  const lines = [`${run.id} is ${run.status}${scheduled(run)}: ${describeCounts(run)}`, '']
  lines.push(...asTable(['account', 'platform', 'status', 'attempt', ''], rows))
  const hidden = taskTotal(run) - tasks.length
  if (hidden > 0) lines.push(`... and ${hidden} more`)
  process.stdout.write(`${lines.join('\n')}\n`)
}

function outcomeOf(task: Task): string {
  const { url, error, blockedOn } = task
  if (!error && !blockedOn) return url ?? ''
  const went = error ? [`${error.message} (${error.code})`] : []
  const until = blockedOn?.until === undefined ? '' : ` until ${blockedOn.until}`
  const waits = blockedOn ? [`waits: ${blockedOn.reason}${until}`] : []
  return [...went, ...waits, ...wayOut(task)].join('; ')
}

/** What a person can do about a task that does not go on by itself. */
function wayOut({ id, status, blockedOn }: Task): string[] {
  if (status === 'failed') return [`then: pressrun task retry ${id}`]
  if (status === 'held') return [`then: give the account new credentials`]
  if (blockedOn?.reason !== 'resolution') return []
  return [`look whether it is there, then: pressrun task resolve ${id}`]
}
