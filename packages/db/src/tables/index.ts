import { createHash } from 'node:crypto'
import type { RowOf } from '../table/table.ts'
import { logLayout } from './log.ts'
import { taskStates } from './tasks.ts'
import * as tables from './tables.ts'

/** Rows as they are read, by table. */
export type Rows = { readonly [Name in keyof typeof tables]: RowOf<(typeof tables)[Name]> }

/**
 * The statements that make the tables: the record (the log and its head), the state folded from it, what moves and
 * what is derived, and what is not event-sourced (content, sealed credentials, keys).
 */
export const layout: readonly string[] = [
  ...logLayout,
  ...[
    [tables.projects, tables.accounts, tables.accountCredentials, tables.snapshots],
    [tables.articles, tables.articleSources, tables.runs],
    [tables.tasks, tables.queue, tables.timed, tables.running, tables.jobBeginnings],
    [tables.retryBatches, tables.retryBatchTasks, tables.lanes, tables.breakers],
    [tables.dispatcher, tables.schedules, tables.systemJobs, tables.figuresOwner],
    [tables.contentSources, tables.contentSourceItems, tables.earlierHashes, tables.accountItems],
    [tables.apiKeys, tables.idempotencyKeys, tables.views, tables.analyticsHourly],
  ]
    .flat()
    .flatMap((table) => table.layout),
  taskStates,
]

/**
 * The name of the migration that makes them. Until the first release its statements may change: their hash is part of
 * the name, so that a database made by other statements is recognized.
 */
export const layoutName = `001-layout-${createHash('sha256').update(layout.join('\n')).digest('hex').slice(0, 8)}`
