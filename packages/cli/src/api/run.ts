import type { ApiClient } from './api-client.ts'

export const taskStatuses = [
  'planned',
  'queued',
  'running',
  'published',
  'failed',
  'unconfirmed',
  'held',
  'cancelled',
] as const
export type TaskStatus = (typeof taskStatuses)[number]

export type Task = {
  readonly id: string
  readonly accountId: string
  readonly platform: string
  readonly status: TaskStatus
  readonly attempt?: number
  readonly url?: string | null
  readonly error?: { code: string; message: string } | null
  readonly blockedOn?: { reason: string; until?: string } | null
}

export type Run = {
  readonly id: string
  readonly status: string
  readonly counts: Record<TaskStatus, number>
  readonly tasks?: Task[] | null
  readonly scheduledAt?: string | null
  readonly timeZone?: string | null
}

export type Page<T> = { items: T[]; nextCursor: string | null }

const pageSize = 200

/** ", scheduled for …" while that lies ahead. */
export function scheduled({ scheduledAt, timeZone }: Run, now = Date.now()): string {
  if (!scheduledAt || Date.parse(scheduledAt) <= now) return ''
  const local = new Date(scheduledAt).toLocaleString('sv-SE', { timeZone: timeZone ?? 'UTC' })
  return `, scheduled for ${local} ${timeZone ?? 'UTC'}`
}

export function isOver(run: Run): boolean {
  return run.status === 'completed' || run.status === 'cancelled'
}

export function taskTotal({ counts }: Run): number {
  return taskStatuses.reduce((total, status) => total + (counts[status] ?? 0), 0)
}

/** How many of its tasks will not move any more by themselves. */
export function tasksDone({ counts }: Run): number {
  return counts.published + counts.failed + counts.unconfirmed + counts.cancelled
}

/** "2 published, 1 failed": only counts above 0. */
export function describeCounts({ counts }: Run): string {
  const named = taskStatuses.filter((status) => counts[status] > 0)
  return named.map((status) => `${counts[status]} ${status}`).join(', ') || 'no tasks'
}

/** Tasks that are only behind others in their lane or run go out before long. */
const passing = ['account-in-flight', 'run-concurrency']

/** "; 2 wait: breaker until …" for longer waits, by reason, with the first instant. */
export function describeWaits({ tasks }: Run): string {
  const waiting = (tasks ?? []).flatMap(({ blockedOn }) => blockedOn ?? [])
  const reasons = Map.groupBy(waiting, ({ reason }) => reason)
  return [...reasons]
    .filter(([reason]) => !passing.includes(reason))
    .map(([reason, all]) => {
      const [first] = all.flatMap(({ until }) => until ?? []).toSorted()
      return `; ${all.length} wait: ${reason}${first === undefined ? '' : ` until ${first}`}`
    })
    .join('')
}

/** The run's tasks, up to `limit`; a large run does not carry them inline. */
export async function tasksOf(api: ApiClient, run: Run, limit: number): Promise<Task[]> {
  if (run.tasks) return run.tasks.slice(0, limit)
  return everyItem<Task>(api, `/tasks?runId=${run.id}`, limit)
}

/** Follows the cursor of a list. */
export async function everyItem<T>(api: ApiClient, path: string, limit = Infinity): Promise<T[]> {
  const items: T[] = []
  const query = `${path}${path.includes('?') ? '&' : '?'}limit=${pageSize}`
  for (let cursor: string | null = null; ;) {
    const next = cursor === null ? query : `${query}&cursor=${encodeURIComponent(cursor)}`
    const page: Page<T> = await api.get<Page<T>>(next)
    items.push(...page.items)
    cursor = page.nextCursor
    if (cursor === null || items.length >= limit) return items.slice(0, limit)
  }
}
