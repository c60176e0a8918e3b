import { query, tables, type Database, type Rows } from '@pressrun/db'
import { durationBoundsMs, type AccountId, type ProjectId } from '@pressrun/events'

export const analyticsGroups = ['platform', 'account'] as const
export type AnalyticsGroup = (typeof analyticsGroups)[number]

export type AnalyticsFilter = {
  /** Instants; hours that begin from `from` on and before `to`. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly projectId?: ProjectId | undefined
}

/** Attempts are counted per duration bucket. */
export type AnalyticsSums = Pick<AnalyticsHour, Summed | 'durationBuckets'>

type AnalyticsHour = Rows['analyticsHourly']
type Summed = (typeof summed)[number]
const summed = [
  'postsSuccess',
  'postsFailed',
  'postsUnconfirmed',
  'durationMsSum',
  'latenessMsSum',
] as const

export type HourRow = AnalyticsSums & {
  readonly hour: string
  readonly platform?: string
  readonly accountId?: AccountId
}

const bucketSums = Array.from(
  { length: durationBoundsMs.length + 1 },
  (_, i) => `coalesce(sum(duration_buckets[${i + 1}]), 0)`,
).join(', ')

const total = (field: Summed) =>
  `coalesce(sum(${tables.analyticsHourly.column(field).name}), 0)::bigint as "${field}"`

const sums = [...summed.map(total), `array[${bucketSums}]::float8[] as "durationBuckets"`].join(
  ', ',
)

const filtered = `($1::timestamptz is null or hour >= $1) and ($2::timestamptz is null or hour < $2)
  and ($3::text is null or project_id = $3)`

const groupColumns = { platform: 'platform', account: 'account_id' } as const

const valuesOf = ({ from, to, projectId }: AnalyticsFilter) => [
  from ?? null,
  to ?? null,
  projectId ?? null,
]

/** By hour and, if asked, platform and account; oldest hour first. */
export function sumByHour(
  { pool }: Database,
  filter: AnalyticsFilter,
  groupBy: readonly AnalyticsGroup[],
  limit: number,
): Promise<HourRow[]> {
  const columns = ['hour', ...groupBy.map((group) => groupColumns[group])]
  const keys = columns.join(', ')
  const shown = keys.replace('account_id', 'account_id as "accountId"')
  return query<HourRow>(
    pool,
    `select ${shown}, ${sums} from analytics_hourly
      where ${filtered} group by ${keys} order by ${keys} limit ${limit}`,
    valuesOf(filter),
  )
}

export async function sumAnalytics(
  { pool }: Database,
  filter: AnalyticsFilter,
): Promise<AnalyticsSums> {
  const rows = await query<AnalyticsSums>(
    pool,
    `select ${sums} from analytics_hourly where ${filtered}`,
    valuesOf(filter),
  )
  return rows[0] as AnalyticsSums
}
