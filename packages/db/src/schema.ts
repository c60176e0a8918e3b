import type {
  AccountLimits,
  AccountStatus,
  AccountId,
  ArticleId,
  BatchId,
  EventMeta,
  ProjectId,
  Refusal,
  RunId,
  RunStatus,
  ScanError,
  SourceId,
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
    unconfirmed_policy: UnconfirmedPolicy
    verified: Verification | null
    blocked_until: string | null
    created_at: string
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
    created_at: string
    started_at: string | null
    ended_at: string | null
    /** The meta of its first event: the trace that its tasks carry on. */
    meta: EventMeta
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
    intent: { payloadHash: string; token: string } | null
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
}
