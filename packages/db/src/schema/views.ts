import type { AccountId, ProjectId } from '@pressrun/events'

/** What is derived from events, and can be deleted. Instants are ISO 8601 text. */
export type ViewsTables = {
  views: {
    name: string
    version: number
    /** The row of the log that it has taken in last, and the position of the last event there. */
    seq: number
    position: number
    /** The event types that change it: what of the log it has yet to see is counted by them. */
    types: string[]
    /** How far a rebuild has come; null when none is under way. */
    rebuild_position: number | null
    /** Of the process that writes it; raised by each that takes over. */
    turn: number
    updated_at: string
  }
  analytics_hourly: {
    hour: string
    project_id: ProjectId
    platform: string
    account_id: AccountId
    posts_success: number
    posts_failed: number
    posts_unconfirmed: number
    duration_ms_sum: number
    lateness_ms_sum: number
    duration_buckets: number[]
  }
}
