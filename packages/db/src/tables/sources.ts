import type {
  AccountId,
  ArticleId,
  ProjectId,
  ScanError,
  SourceId,
  SourceState,
} from '@pressrun/events'
import { updateIn } from '../table/statements.ts'
import { id, table } from '../table/table.ts'

/** Its settings, which are no part of the log, and what publishers store of reading it. */
type Beside = {
  /** Of its settings: each change raises it. */
  readonly edition: number
  readonly status: 'active' | 'paused' | 'removed'
  readonly projectId: ProjectId
  readonly type: 'rss' | 'folder'
  readonly location: string
  readonly everyMinutes: number
  readonly autoPublish: AutoPublish | null
  /** Whether new items that are dated ahead wait for their date. */
  readonly futureDates: 'hold' | 'ignore'
  /** The server's validators for the next conditional request. */
  readonly validators: FeedValidators | null
  readonly nextScanAt: string
  /** When it was last read without failing; null before that. */
  readonly lastReadAt: string | null
  /** When it was first read to its end after the latest restore of the database. */
  readonly restoreReadAt: string | null
  /** Why items were left out when it was last read; a scan that finds nothing new reports it again. */
  readonly leftOut: LeftOut | null
  /** Names of items that were there at the first scan, and could not be accepted yet. */
  readonly keptNames: readonly string[] | null
  /** The latest scan that was begun, and how many publishers began it without finishing. */
  readonly begunScan: number
  readonly begun: number
  readonly createdAt: string
  readonly updatedAt: string
}

/** Why items were left out when the source was last read, and the first of them one by one. */
type LeftOut = ScanError & { readonly refused?: readonly RefusedItem[] }

type RefusedItem = ScanError & {
  /** Its name; an item that cannot be named is described in the message. */
  readonly name?: string
}

/** What happens to new items: a run each. */
type AutoPublish = {
  readonly accountIds: readonly AccountId[]
  readonly overrides?: Readonly<Record<AccountId, Record<string, unknown>>> | undefined
  readonly priority: number
  readonly concurrency: number
  /** Items that exist when a source is read for the first time may be old. */
  readonly firstScan: 'publish' | 'keep'
}

/** Sent back with the next request: the feed comes only when it has changed. */
type FeedValidators = {
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
  readonly digest?: string | undefined
}

export const contentSources = table<SourceState, Beside>({
  name: 'content_sources',
  columns: {
    id: `${id} primary key`,
    version: 'integer not null default 0',
    scan: 'integer not null default 0',
    askedAt: 'timestamptz',
    lastScannedAt: 'timestamptz',
    lastError: 'json',
    refusedItems: 'integer not null default 0',
    failures: 'integer not null default 0',
    failingSince: 'timestamptz',
  },
  beside: {
    edition: 'integer not null default 1',
    status: `${id} not null default 'active'`,
    projectId: `${id} not null references projects (id)`,
    type: `${id} not null`,
    location: 'text not null',
    everyMinutes: 'integer not null',
    autoPublish: 'json',
    futureDates: `${id} not null default 'hold'`,
    validators: 'json',
    nextScanAt: 'timestamptz not null',
    lastReadAt: 'timestamptz',
    restoreReadAt: 'timestamptz',
    leftOut: 'json',
    keptNames: 'json',
    begunScan: 'integer not null default 0',
    begun: 'integer not null default 0',
    createdAt: 'timestamptz not null',
    updatedAt: 'timestamptz not null',
  },
  more: [
    `create index content_sources_due on content_sources (next_scan_at) where status = 'active'`,
  ],
})

/** Their rows are made by whatever configures them; the log only has what happens to them then. */
export const updateSources = updateIn<SourceState>(contentSources, { guards: ['version'] })

type SourceItem = {
  readonly sourceId: SourceId
  readonly identity: string
  /** Hash of its content: it identifies an item that comes under a new name. */
  readonly hash: string
  readonly articleId: ArticleId
  /** The article as the source last made it: at any other version a person has edited it. */
  readonly articleVersion: number
  /** Size and time of a file: while they are unchanged it is not read again. */
  readonly stamp: string | null
  /**
   * Null for an item's first name; `renamed` for its present one; `copy` for one whose content is that of an item that
   * still exists under its own name.
   */
  readonly alias: 'renamed' | 'copy' | null
  /** Its key under this name, if that is not its first: its article learns it with the name. */
  readonly keys: readonly string[] | null
}

export const contentSourceItems = table<SourceItem>({
  name: 'content_source_items',
  columns: {
    sourceId: `${id} not null references content_sources (id)`,
    identity: `${id} not null`,
    hash: `${id} not null`,
    articleId: `${id} not null`,
    articleVersion: 'integer not null',
    stamp: 'text',
    alias: id,
    keys: 'bigint[]',
  },
  primaryKey: 'source_id, identity',
  more: [
    `create index content_source_items_hash on content_source_items (source_id, hash)`,
    `create index content_source_items_article on content_source_items (source_id, article_id)`,
    `create index content_source_items_copies on content_source_items (source_id)
      where alias = 'copy'`,
  ],
})

/** Hashes of items' content before their corrections: they identify an item that returns to it under a new name. */
export const earlierHashes = table<Pick<SourceItem, 'sourceId' | 'hash' | 'articleId'>>({
  name: 'content_source_earlier_hashes',
  columns: {
    sourceId: `${id} not null references content_sources (id)`,
    hash: `${id} not null`,
    articleId: `${id} not null`,
  },
  primaryKey: 'source_id, hash',
})

/**
 * What accounts were given, or are going to be, by the keys of each item. It stays when the source is removed: the
 * same items may come again from another.
 */
export const accountItems = table<{ readonly accountId: AccountId; readonly key: string }>({
  name: 'account_items',
  columns: { accountId: `${id} not null`, key: 'bigint not null' },
  primaryKey: 'key, account_id',
  more: [`create index account_items_account on account_items (account_id)`],
})
