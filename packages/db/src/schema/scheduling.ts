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
  /** What outlives the dispatcher of an account's queue, and what others cannot find out. */
  lanes: {
    account_id: AccountId
    /** How much it has had, in the stride's own time. */
    virtual_time: number
    rates: Record<string, number> | null
    last_at: string | null
    /** Whether the last attempt of the account reached its remote; null before there was one. */
    healthy: boolean | null
    /** Why it sleeps, where the rows do not tell. */
    reason: string | null
    /** Until when. */
    next_at: string | null
  }
  /** One row: which dispatcher may commit, how far it has read the log, and the stride's time. */
  dispatcher: { epoch: number; seq: number; virtual_time: number }
  breakers: {
    upstream: string
    failures: number
    failing_since: string | null
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
