import type { ProjectId, RunId, ScheduleId } from '../ids.ts'
import type { Instant } from '../time.ts'
import type { ScheduleFailure, ScheduleTerms, SkipReason } from './events.ts'

const scheduleStatuses = ['active', 'paused', 'deleted'] as const
type ScheduleStatus = (typeof scheduleStatuses)[number]

/** The last of the instants that were skipped, and why. */
type LastSkip = {
  readonly at: Instant
  readonly reason: Exclude<SkipReason, 'already-fired'>
}

export type ScheduleState = ScheduleTerms & {
  readonly id: ScheduleId
  readonly version: number
  readonly status: ScheduleStatus
  readonly projectId: ProjectId
  /** The next instant it fires for; null when there is none, or while it is paused. */
  readonly nextAt: Instant | null
  /** The latest instant it fired for, and the run of that. */
  readonly lastNominal: Instant | null
  readonly lastFiredAt: Instant | null
  readonly lastLatenessMs: number | null
  readonly lastRunId: RunId | null
  /** Instants that have a run. */
  readonly fired: number
  /** Instants that were skipped. */
  readonly skipped: number
  readonly lastSkip: LastSkip | null
  /** Consecutive firings that made no run. */
  readonly failures: number
  /** The fault of the last firing; null when it had none. */
  readonly lastError: ScheduleFailure | null
  readonly createdAt: Instant
}
