/** Upper bounds (ms) of the histogram buckets of durations; the last has none. */
export const durationBoundsMs: readonly number[] = [
  5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000,
]
