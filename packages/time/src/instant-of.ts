import { wallAt } from './zone.ts'

const dayMs = 86_400_000

/**
 * The first instant at which the clocks of the zone show `wallMs` or later. That one sentence is the
 * rule of gaps and folds: a time that the clocks leap over means the moment of the leap, and one that
 * they show twice means the first time.
 */
export function instantOf(wallMs: number, zone: string): number {
  const before = offsetAt(wallMs - dayMs, zone)
  const after = offsetAt(wallMs + dayMs, zone)
  // No two changes of a zone lie within two days of each other: it is one of the two offsets.
  if (before === after) return wallMs - before
  const earliest = wallMs - Math.max(before, after)
  if (wallAt(earliest, zone) === wallMs) return earliest
  const latest = wallMs - Math.min(before, after)
  if (wallAt(latest, zone) === wallMs) return latest
  return firstShowing(wallMs, zone, earliest, latest)
}

const offsetAt = (instantMs: number, zone: string) => wallAt(instantMs, zone) - instantMs

/** The leap lies between the two; offsets change on whole seconds. */
function firstShowing(wallMs: number, zone: string, fromMs: number, toMs: number): number {
  let before = Math.floor(fromMs / 1_000) - 1
  let after = Math.ceil(toMs / 1_000)
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (wallAt(middle * 1_000, zone) < wallMs) before = middle
    else after = middle
  }
  return after * 1_000
}
