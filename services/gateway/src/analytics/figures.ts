import { durationBoundsMs } from '@pressrun/events'
import { type AnalyticsSums } from '@pressrun/queries'

export type Figures = {
  readonly postsSuccess: number
  readonly postsFailed: number
  readonly postsUnconfirmed: number
  /** Null when there were no posts. */
  readonly avgDurationMs: number | null
  readonly p95DurationMs: number | null
  readonly avgLatenessMs: number | null
}

export function figuresOf(sums: AnalyticsSums): Figures {
  const posts = sums.postsSuccess + sums.postsFailed + sums.postsUnconfirmed
  const average = (sum: number) => (posts === 0 ? null : rounded(sum / posts))
  return {
    postsSuccess: sums.postsSuccess,
    postsFailed: sums.postsFailed,
    postsUnconfirmed: sums.postsUnconfirmed,
    avgDurationMs: average(sums.durationMsSum),
    p95DurationMs: quantile(sums.durationBuckets, 0.95),
    avgLatenessMs: average(sums.latenessMsSum),
  }
}

/**
 * The duration (ms) that this share of the posts stayed within, as far as buckets tell: inside a bucket durations count
 * as spread evenly. The last bucket has no end, so its beginning is returned.
 */
export function quantile(buckets: readonly number[], share: number): number | null {
  const total = buckets.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let below = 0
  for (const [i, count] of buckets.entries()) {
    const wanted = total * share - below
    if (count > 0 && count >= wanted) return rounded(inside(i, wanted / count))
    below += count
  }
  return durationBoundsMs.at(-1) ?? null
}

function inside(bucket: number, share: number): number {
  const from = durationBoundsMs[bucket - 1] ?? 0
  const to = durationBoundsMs[bucket] ?? from
  return from + (to - from) * share
}

const rounded = (ms: number) => Math.round(ms * 10) / 10
