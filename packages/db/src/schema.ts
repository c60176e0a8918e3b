import type {
  AccountLimits,
  AccountStatus,
  AccountId,
  ArticleId,
  BatchId,
  EventMeta,
  Intent,
  ProjectId,
  Refusal,
  RunId,
  RunStatus,
  ScanError,
  SourceId,
  ScheduleId,
  ScheduleFailure,
  ScheduleStatus,
  ScheduleTemplate,
  MissedPolicy,
  TaskError,
  TaskId,
  TaskStatus,
  UnconfirmedPolicy,
  Verification,
} from '@pressrun/events'

/** The tables, as queries see them. Instants are ISO 8601 text. */
export type Schema = {
  accounts: {
    id: AccountId
    version: number
    status: AccountStatus
    reason: { code: string; message: string } | null
    project_id: ProjectId
    platform: string
    name: string
    settings: Record<string, unknown>
    limits: AccountLimits
    connected_version: number
    unconfirmed_policy: UnconfirmedPolicy
    verified: Verification | null
    blocked_until: string | null
    created_at: string
    /** Its platform, and the host where that is not everybody's; made by the database. */
    remote: string
  }
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
  }
  /** One row: how far the scheduler has read the log, and the stride's time. */
  lane_clock: { position: number; virtual_time: number; looked_at: string | null }
  breakers: {
    remote: string
    failures: number
    accounts: AccountId[]
    open_until: string | null
    probe: TaskId | null
    blocked_until: string | null
  }
  projects: { id: ProjectId; name: string; version: number; created_at: string }
  articles: {
    id: ArticleId
    project_id: ProjectId
    version: number
    external_id: string | null
    title: string
    summary: string | null
    body: string
    tags: string[]
    created_at: string
    updated_at: string
  }
  content_sources: {
    id: SourceId
    stream_version: number
    scan: number
    asked_at: string | null
    last_scanned_at: string | null
    last_error: ScanError | null
    refused_items: number
    failures: number
    failing_since: string | null
    version: number
    status: 'active' | 'paused' | 'removed'
    project_id: ProjectId
    type: 'rss' | 'folder'
    location: string
    every_minutes: number
    auto_publish: AutoPublish | null
    validators: FeedValidators | null
    next_scan_at: string
    last_read_at: string | null
    left_out: ScanError | null
    kept_names: readonly string[] | null
    begun_scan: number
    begun: number
    created_at: string
    updated_at: string
  }
  content_source_items: {
    source_id: SourceId
    identity: string
    hash: string
    article_id: ArticleId
    article_version: number
    stamp: string | null
    first_seen_at: string
    changed_at: string | null
    alias: 'renamed' | 'copy' | null
  }
  article_sources: {
    article_id: ArticleId
    source: string
    source_doc_token: string
    source_updated_at: string | null
    created_at: string
    updated_at: string
  }
  runs: {
    id: RunId
    version: number
    status: RunStatus
    project_id: ProjectId
    snapshot: string
    article_id: ArticleId | null
    title: string
    task_count: number
    priority: number
    concurrency: number
    scheduled_at: string | null
    time_zone: string | null
    wall_time: string | null
    schedule_id: ScheduleId | null
    created_at: string
    started_at: string | null
    ended_at: string | null
    /** The meta of its first event: the trace that its tasks carry on. */
    meta: EventMeta
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
  retry_batches: {
    id: BatchId
    force: boolean
    /** Who asked; a task's project is its own. */
    meta: Omit<EventMeta, 'projectId'>
    matched: number
    accepted: number
    refused_count: number
    /** The first of them. */
    refused: { taskId: TaskId; code: Refusal }[]
    created_at: string
    finished_at: string | null
  }
  /** What is still to be done. */
  retry_batch_tasks: { batch_id: BatchId; task_id: TaskId }
  views: {
    name: string
    version: number
    position: number
    /** The event types that change it: what of the log it has yet to see is counted by them. */
    types: string[]
    /** How far a rebuild has come; null when none is under way. */
    rebuild_position: number | null
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
  tasks: {
    id: TaskId
    version: number
    status: TaskStatus
    run_id: RunId
    project_id: ProjectId
    account_id: AccountId
    platform: string
    ordinal: number
    priority: number
    attempt: number
    spent: number
    generation: number
    due_at: string | null
    eligible_at: string | null
    attempt_at: string | null
    first_attempt_at: string | null
    intent: Intent | null
    in_doubt: boolean
    looks: number
    retry_request: string | null
    remote_id: string | null
    url: string | null
    error: TaskError | null
    overrides: Record<string, unknown> | null
  }
}

/** What is done with items that are new: a run each. */
export type AutoPublish = {
  readonly accountIds: readonly AccountId[]
  readonly overrides?: Readonly<Record<AccountId, Record<string, unknown>>> | undefined
  readonly priority: number
  readonly concurrency: number
  /** What is there already when a source is read for the first time may be old. */
  readonly firstScan: 'publish' | 'keep'
}

/** Sent back with the next request: the feed comes only when it has changed. */
export type FeedValidators = {
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
  readonly digest?: string | undefined
}
