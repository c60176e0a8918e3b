import type { ArticleId, ProjectId, RunId, ScheduleId } from '../ids.ts'
import type { Instant } from '../time.ts'

export const runStatuses = ['draft', 'running', 'paused', 'completed', 'cancelled'] as const
export type RunStatus = (typeof runStatuses)[number]

/** A run sends only while it has one of these statuses; a completed run sends requested retries. */
export const sendingStatuses = ['running', 'completed'] as const satisfies readonly RunStatus[]

export type RunState = {
  readonly id: RunId
  /** The version of the run's stream: how many events it has. */
  readonly version: number
  readonly status: RunStatus
  readonly projectId: ProjectId
  readonly snapshot: string
  readonly articleId: ArticleId | null
  readonly title: string
  readonly taskCount: number
  readonly priority: number
  readonly concurrency: number
  readonly scheduledAt: Instant | null
  readonly timeZone: string | null
  /** The wall-clock time in that zone; null when no zone was named. */
  readonly wallTime: string | null
  /** The schedule that made it. */
  readonly scheduleId: ScheduleId | null
  readonly createdAt: Instant
  readonly startedAt: Instant | null
  readonly endedAt: Instant | null
}
