import type { AccountId, ArticleId, ProjectId, ScanError, SourceId } from '@pressrun/events'

/** Where articles come from by themselves. Instants are ISO 8601 text. */
export type SourcesTables = {
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
    future_dates: 'hold' | 'ignore'
    validators: FeedValidators | null
    next_scan_at: string
    last_read_at: string | null
    /** When it was first read to its end after the latest restore of the database. */
    restore_read_at: string | null
    left_out: LeftOut | null
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
    alias: 'renamed' | 'copy' | null
    keys: string[] | null
  }
  /** Of content that items had before. */
  content_source_earlier_hashes: {
    source_id: SourceId
    hash: string
    article_id: ArticleId
  }
  /** Of items that were given to an account. */
  account_items: {
    account_id: AccountId
    /** A bigint. */
    key: string
  }
}

/** Why items were left out when the source was last read, and the first of them one by one. */
type LeftOut = ScanError & { readonly refused?: readonly RefusedItem[] }

type RefusedItem = ScanError & {
  /** What it is known by; what cannot be called by a name is named in the message. */
  readonly name?: string
}

/** What is done with items that are new: a run each. */
type AutoPublish = {
  readonly accountIds: readonly AccountId[]
  readonly overrides?: Readonly<Record<AccountId, Record<string, unknown>>> | undefined
  readonly priority: number
  readonly concurrency: number
  /** What is there already when a source is read for the first time may be old. */
  readonly firstScan: 'publish' | 'keep'
}

/** Sent back with the next request: the feed comes only when it has changed. */
type FeedValidators = {
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
  readonly digest?: string | undefined
}
