import type { AccountId, ProjectId } from '@pressrun/events'
import { id, table } from '../table/table.ts'

/** What is derived from events: it can be dropped and filled again from the log. */
type View = {
  readonly name: string
  readonly version: number
  /** The row of the log that it has processed last, and the position of the last event there. */
  readonly seq: number
  readonly position: number
  /** The progress of a rebuild; null when none is under way. */
  readonly rebuildPosition: number | null
  /** The event types that change it: its backlog in the log is counted by them. */
  readonly types: readonly string[]
  /** Of several processes the holder of the term writes it; writes of an earlier term are refused. */
  readonly term: number
  readonly updatedAt: string
}

export const views = table<View>({
  name: 'views',
  columns: {
    name: `${id} primary key`,
    version: 'integer not null',
    seq: 'bigint not null',
    position: 'bigint not null',
    rebuildPosition: 'bigint',
    types: 'text[] not null',
    term: 'integer not null default 0',
    updatedAt: 'timestamptz not null',
  },
})

/** What was published when, by hour, project, platform and account. */
type AnalyticsHour = {
  readonly hour: string
  readonly projectId: ProjectId
  readonly platform: string
  readonly accountId: AccountId
  readonly postsSuccess: number
  readonly postsFailed: number
  readonly postsUnconfirmed: number
  readonly durationMsSum: number
  readonly latenessMsSum: number
  readonly durationBuckets: number[]
}

export const analyticsHourly = table<AnalyticsHour>({
  name: 'analytics_hourly',
  columns: {
    hour: 'timestamptz not null',
    projectId: `${id} not null`,
    platform: `${id} not null`,
    accountId: `${id} not null`,
    postsSuccess: 'integer not null',
    postsFailed: 'integer not null',
    postsUnconfirmed: 'integer not null',
    durationMsSum: 'bigint not null',
    latenessMsSum: 'bigint not null',
    durationBuckets: 'integer[] not null',
  },
  primaryKey: 'hour, project_id, platform, account_id',
})
