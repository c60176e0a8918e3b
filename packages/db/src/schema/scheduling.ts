import type {
  LastSkip,
  AccountId,
  MissedPolicy,
  ProjectId,
  RunId,
  ScheduleFailure,
  ScheduleId,
  ScheduleStatus,
  ScheduleTemplate,
  TaskId,
} from '@pressrun/events'

/** When it goes out, and how fast. Instants are ISO 8601 text. */
export type SchedulingTables = {
  /** The scheduler's own: where the queue of an account stands. */
  lanes: {
    account_id: AccountId
    /** It is to be looked at. */
    ready: boolean
    /** Its place in line, while it is ready or waits for something. */
    turn: number | null
    /** It is to be looked at then. */
    next_at: string | null
    /** The run or the remote whose room it waits for. */
    waits_for: string | null
    reason: string | null
    /** How much it has had, in the stride's own time. */
    pass: number
    rates: Record<string, number> | null
    /** What was on its way after the latest look. */
    in_flight: number
    last_at: string | null
    /** Whether the last attempt of the account reached its remote; null before there was one. */
    healthy: boolean | null
  }
  /** One row: how far the scheduler has read the log, and the stride's time. */
  lane_clock: { seq: number; virtual_time: number }
  breakers: {
    remote: string
    failures: number
    accounts: AccountId[]
    open_until: string | null
    probe: TaskId | null
    blocked_until: string | null
  }
  schedules: {
    id: ScheduleId
    version: number
    status: ScheduleStatus
    project_id: ProjectId
    name: string | null
    cron: string
    time_zone: string
    template: ScheduleTemplate
    account_ids: AccountId[]
    overrides: Record<string, Record<string, unknown>> | null
    priority: number
    concurrency: number
    missed: MissedPolicy
    catch_up_minutes: number
    start_at: string | null
    end_at: string | null
    next_at: string | null
    last_nominal: string | null
    last_fired_at: string | null
    last_lateness_ms: number | null
    last_run_id: RunId | null
    fired: number
    skipped: number
    last_skip: LastSkip | null
    failures: number
    last_error: ScheduleFailure | null
    created_at: string
  }
  system_jobs: {
    name: string
    version: number
    status: 'active' | 'paused'
    cron: string
    time_zone: string
    next_at: string
    last_at: string | null
    last_lateness_ms: number | null
    last_duration_ms: number | null
    /** How much it had to do. */
    last_result: number | null
    failures: number
    last_error: { code: string; message: string } | null
  }
}
