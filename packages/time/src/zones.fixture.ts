import { wallAt } from './zone.ts'

/** A change of a zone's offset: the first instant with the new one. Milliseconds. */
export type Change = { readonly at: number; readonly before: number; readonly after: number }

const from = Date.UTC(2025, 0)
const to = Date.UTC(2031, 0)

/** No zone changes twice within that time. */
const stepMs = 7 * 86_400_000

/** Every change of a zone from 2025 to 2030, found by reading its clocks. */
export function changesOf(zone: string): Change[] {
  const offset = (at: number) => wallAt(at, zone) - at
  const changes: Change[] = []
  let before = offset(from)
  for (let at = from; at < to; at += stepMs) {
    const after = offset(at + stepMs)
    if (after !== before) changes.push({ at: changeWithin(offset, at, at + stepMs), before, after })
    before = after
  }
  return changes
}

function changeWithin(offset: (at: number) => number, from: number, to: number): number {
  const before = offset(from)
  let [low, high] = [from, to]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offset(middle) === before) low = middle
    else high = middle
  }
  return high
}

/**
 * The plainest definition of a rule's firings around a change: minute by minute, the clocks reach the local minutes
 * they have not shown before, and each of those that matches fires, at that moment.
 */
export function firingsAround(
  change: Change,
  reachMs: number,
  matches: (wallMs: number) => boolean,
): number[] {
  const minuteMs = 60_000
  const firings: number[] = []
  let reached = change.at - reachMs + change.before
  for (let at = change.at - reachMs + minuteMs; at <= change.at + reachMs; at += minuteMs) {
    const shown = at + (at < change.at ? change.before : change.after)
    let fires = false
    for (; reached < shown; reached += minuteMs) fires ||= matches(reached + minuteMs)
    if (fires) firings.push(at)
  }
  return firings
}
