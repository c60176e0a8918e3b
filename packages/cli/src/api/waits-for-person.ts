import type { ApiClient } from './api-client.ts'
import { isOver, type Page, type Run, type Task } from './run.ts'

/** Statuses that only a person can end. */
const personReasons = [
  'account-held',
  'account-paused',
  'run-paused',
  'run-not-started',
  'resolution',
]

const waitingStatuses = ['planned', 'queued', 'held', 'unconfirmed'] as const

/** Whether a task goes on only when a person acts on it, its account or its run. */
const takesPerson = ({ blockedOn }: Task): boolean =>
  personReasons.includes(blockedOn?.reason ?? '')

const isSettled = ({ status }: Task): boolean =>
  status === 'published' || status === 'failed' || status === 'cancelled'

/**
 * Whether the whole run waits for a person: some tasks wait, and all that wait do so for a person. The tasks of a
 * large run are read as far as the first that goes on.
 */
export async function waitsForPerson(api: ApiClient, run: Run): Promise<boolean> {
  const { counts } = run
  const waiting = waitingStatuses.filter((status) => counts[status] > 0)
  if (waiting.length === 0 || counts.running > 0) return false
  if (run.tasks) return run.tasks.every((task) => isSettled(task) || takesPerson(task))
  for (const status of waiting)
    for await (const task of tasksWith(api, run.id, status)) if (!takesPerson(task)) return false
  return true
}

async function* tasksWith(api: ApiClient, runId: string, status: string): AsyncGenerator<Task> {
  for (let cursor: string | null = ''; cursor !== null;) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: Page<Task> = await api.get(
      `/tasks?runId=${runId}&status=${status}&limit=200${after}`,
    )
    yield* page.items
    cursor = page.nextCursor
  }
}

/** 0 when all was published, 3 when the rest waits for a person only, else 1. */
export async function exitCodeOf(api: ApiClient, run: Run): Promise<0 | 1 | 3> {
  const { counts } = run
  const isPublished = isOver(run) && tasksOtherThanPublished(run) === 0
  if (isPublished) return 0
  if (isOver(run) && counts.failed + counts.cancelled > 0) return 1
  return (await waitsForPerson(api, run)) ? 3 : 1
}

const tasksOtherThanPublished = ({ counts }: Run): number =>
  Object.values(counts).reduce((total, count) => total + count, 0) - counts.published
