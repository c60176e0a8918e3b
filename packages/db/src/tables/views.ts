import type { AccountId, ProjectId } from '@pressrun/events'
import { id, table } from '../table/table.ts'

/** What is derived from events: it can be dropped and filled again from the log. */
type View = {
  readonly name: string
  readonly version: number
  /** The row of the log that it has taken in last, and the position of the last event there. */
  readonly seq: number
  readonly position: number
  /** How far a rebuild has come; null when none is under way. */
  readonly rebuildPosition: number | null
  /** The event types that change it: what of the log it has yet to see is counted by them. */
  readonly types: readonly string[]
  /** Of several processes the one whose term it is writes it; what comes of an earlier term is refused. */
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
