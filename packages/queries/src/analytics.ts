import type { Database } from '@pressrun/db'
import { durationBoundsMs, type AccountId, type ProjectId } from '@pressrun/events'

export const analyticsGroups = ['platform', 'account'] as const
export type AnalyticsGroup = (typeof analyticsGroups)[number]

export type AnalyticsFilter = {
  /** Instants; hours that begin from `from` on and before `to`. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly projectId?: ProjectId | undefined
}

export type AnalyticsSums = {
  readonly posts_success: number
  readonly posts_failed: number
  readonly posts_unconfirmed: number
  readonly duration_ms_sum: number
  readonly lateness_ms_sum: number
  /** Attempts per duration bucket. */
  readonly duration_buckets: number[]
}

export type HourRow = AnalyticsSums & {
  readonly hour: string
  readonly platform?: string
  readonly account_id?: AccountId
}

const bucketSums = Array.from(
  { length: durationBoundsMs.length + 1 },
  (_, i) => `coalesce(sum(duration_buckets[${i + 1}]), 0)`,
).join(', ')

const total = (column: string) => `coalesce(sum(${column}), 0)::bigint as ${column}`

const sums = [
  ...[
    'posts_success',
    'posts_failed',
    'posts_unconfirmed',
    'duration_ms_sum',
    'lateness_ms_sum',
  ].map(total),
  `array[${bucketSums}]::float8[] as duration_buckets`,
].join(', ')

const filtered = `($1::timestamptz is null or hour >= $1) and ($2::timestamptz is null or hour < $2)
  and ($3::text is null or project_id = $3)`

const groupColumns = { platform: 'platform', account: 'account_id' } as const

const valuesOf = ({ from, to, projectId }: AnalyticsFilter) => [
  from ?? null,
  to ?? null,
  projectId ?? null,
]

/** By hour and, if asked, platform and account; oldest hour first. */
export async function sumByHour(
  { pool }: Database,
  filter: AnalyticsFilter,
  groupBy: readonly AnalyticsGroup[],
  limit: number,
): Promise<HourRow[]> {
  const keys = ['hour', ...groupBy.map((group) => groupColumns[group])].join(', ')
  const { rows } = await pool.query<HourRow>({
    text: `select ${keys}, ${sums} from analytics_hourly
      where ${filtered} group by ${keys} order by ${keys} limit ${limit}`,
    values: valuesOf(filter),
  })
  return rows
}

export async function sumAnalytics(
  { pool }: Database,
  filter: AnalyticsFilter,
): Promise<AnalyticsSums> {
  const { rows } = await pool.query<AnalyticsSums>({
    text: `select ${sums} from analytics_hourly where ${filtered}`,
    values: valuesOf(filter),
  })
  return rows[0] as AnalyticsSums
}
