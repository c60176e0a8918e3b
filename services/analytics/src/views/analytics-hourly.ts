import { durationBoundsMs, type RecordedEvent } from '@pressrun/events'
import type { View } from './view.ts'

type Outcome = 'success' | 'failed' | 'unconfirmed'

type Hour = {
  readonly hour: string
  readonly projectId: string
  readonly platform: string
  readonly accountId: string
  readonly posts: Record<Outcome, number>
  durationMs: number
  latenessMs: number
  readonly buckets: number[]
}

type Ended = RecordedEvent<'TaskPublished' | 'TaskAttemptFailed' | 'TaskUnconfirmed'>

/** Posts by hour (of the outcome), project, platform and account, with how long they took. */
export const analyticsHourly: View = {
  name: 'analytics_hourly',
  version: 1,
  // One level deep: leaves out the due jobs, whose platform is one level more.
  filter: 'pressrun.events.task.*',
  types: ['TaskPublished', 'TaskAttemptFailed', 'TaskUnconfirmed'],
  apply: (events, table) => {
    const hours = tally(events)
    return hours.length === 0 ? [] : [{ text: upsert(table), values: columns(hours) }]
  },
}

/** An attempt that will be made again is no outcome of the task yet. */
function outcomeOf(event: Ended): Outcome | undefined {
  if (event.type === 'TaskPublished') return 'success'
  if (event.type === 'TaskUnconfirmed') return 'unconfirmed'
  return event.data.retryAt ? undefined : 'failed'
}

/** Sums the events of a batch first: a busy hour is one row's change, not one per post. */
export function tally(events: readonly RecordedEvent[]): Hour[] {
  const hours = new Map<string, Hour>()
  for (const event of events as readonly Ended[]) {
    const outcome = outcomeOf(event)
    if (!outcome) continue
    const { accountId, platform, durationMs, latenessMs } = event.data
    const hour = `${event.recordedAt.slice(0, 13)}:00:00.000Z`
    const key = `${hour} ${accountId}`
    const row = hours.get(key) ?? emptyHour(hour, event.meta.projectId, platform, accountId)
    hours.set(key, row)
    row.posts[outcome] += 1
    row.durationMs += durationMs
    row.latenessMs += latenessMs
    const bucket = bucketOf(durationMs)
    row.buckets[bucket] = (row.buckets[bucket] ?? 0) + 1
  }
  return [...hours.values()]
}

const emptyHour = (hour: string, projectId: string, platform: string, accountId: string): Hour => ({
  hour,
  projectId,
  platform,
  accountId,
  posts: { success: 0, failed: 0, unconfirmed: 0 },
  durationMs: 0,
  latenessMs: 0,
  buckets: Array.from({ length: durationBoundsMs.length + 1 }, () => 0),
})

function bucketOf(durationMs: number): number {
  const bucket = durationBoundsMs.findIndex((bound) => durationMs <= bound)
  return bucket === -1 ? durationBoundsMs.length : bucket
}

const upsert = (table: string) => `
insert into ${table} as known (hour, project_id, platform, account_id, posts_success,
  posts_failed, posts_unconfirmed, duration_ms_sum, lateness_ms_sum, duration_buckets)
select hour, project_id, platform, account_id, success, failed, unconfirmed, duration, lateness,
  string_to_array(buckets, ',')::integer[]
from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::integer[], $6::integer[],
  $7::integer[], $8::bigint[], $9::bigint[], $10::text[])
  as new (hour, project_id, platform, account_id, success, failed, unconfirmed, duration, lateness,
    buckets)
on conflict (hour, project_id, platform, account_id) do update set
  posts_success = known.posts_success + excluded.posts_success,
  posts_failed = known.posts_failed + excluded.posts_failed,
  posts_unconfirmed = known.posts_unconfirmed + excluded.posts_unconfirmed,
  duration_ms_sum = known.duration_ms_sum + excluded.duration_ms_sum,
  lateness_ms_sum = known.lateness_ms_sum + excluded.lateness_ms_sum,
  duration_buckets = (select array_agg(a + b order by place)
    from unnest(known.duration_buckets, excluded.duration_buckets)
      with ordinality as sums (a, b, place))`

const columns = (hours: readonly Hour[]) => [
  hours.map((row) => row.hour),
  hours.map((row) => row.projectId),
  hours.map((row) => row.platform),
  hours.map((row) => row.accountId),
  hours.map((row) => row.posts.success),
  hours.map((row) => row.posts.failed),
  hours.map((row) => row.posts.unconfirmed),
  hours.map((row) => row.durationMs),
  hours.map((row) => row.latenessMs),
  hours.map((row) => row.buckets.join(',')),
]
