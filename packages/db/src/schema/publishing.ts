import type {
  AccountId,
  AccountLimits,
  AccountStatus,
  ArticleId,
  BatchId,
  EventMeta,
  ProjectId,
  Refusal,
  RunId,
  RunStatus,
  ScheduleId,
  TaskId,
  UnconfirmedPolicy,
  Verification,
} from '@pressrun/events'

/** What people publish, to whom, and how it went. Instants are ISO 8601 text. */
export type PublishingTables = {
  projects: { id: ProjectId; name: string; version: number; created_at: string }
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
    /** Its platform, and the origin where that is not everybody's; made by the database. */
    upstream: string
  }
  articles: {
    id: ArticleId
    project_id: ProjectId
    version: number
    external_id: string | null
    title: string
    summary: string | null
    body: string
    tags: string[]
    url: string | null
    created_at: string
    updated_at: string
  }
  article_sources: {
    article_id: ArticleId
    source: string
    source_doc_token: string
    source_updated_at: string | null
    /** Each a bigint. */
    keys: readonly string[] | null
    /** Held back from accounts that were given the same item before. */
    published_before: boolean
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
}
