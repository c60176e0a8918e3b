import { toInstant, type Instant } from '@pressrun/events'
import { instantOf, isZone, parseWallTime, showWallTime, wallAt } from '@pressrun/time'
import { z } from 'zod'
import { invalid, parsed } from '../problems/validation.ts'
import { instantParam, isInRange, parseInstant } from './instants.ts'

export const timeZoneParam = z
  .string()
  .max(100)
  .refine(isZone, 'must be an IANA time zone, such as Europe/Berlin')

/**
 * A point in time in a request: an instant with an offset, or local time of a zone. Only `momentOf` can tell which
 * instant that is.
 */
export const momentParam = z
  .string()
  .max(40)
  .refine((text) => parseInstant(text) !== undefined || isWallTime(text), {
    message:
      'must be an instant (2026-03-29T02:30:00Z, 2026-03-29T02:30+01:00) or a local time (2026-03-29T02:30), from 1970 to the end of 2199',
  })
  .describe(
    'an instant with an offset, or a local time in `timeZone`. A local time that the clocks skip means the moment they skip it; one that occurs twice means the first time. Seconds are optional; the last year is 2199',
  )

function isWallTime(text: string): boolean {
  const wallMs = parseWallTime(text)
  return wallMs !== undefined && isInRange(wallMs)
}

export type Moment = {
  readonly at: Instant
  /** The local time of the zone, as it was requested; absent when no zone was named. */
  readonly wallTime?: string
}

/** The instant of a moment, and its local time. `path` is the field it came from. */
export function momentOf(text: string, timeZone: string | undefined, path: string): Moment {
  const wallMs = parseWallTime(text)
  if (wallMs === undefined) {
    const at = parsed(instantParam, text, path)
    return timeZone === undefined
      ? { at }
      : { at, wallTime: showWallTime(wallAt(Date.parse(at), timeZone)) }
  }
  if (timeZone === undefined) {
    const message = 'is a local time: it needs an offset or a timeZone'
    throw invalid([{ path, code: 'time-zone-needed', message }])
  }
  const ms = instantOf(wallMs, timeZone)
  if (!isInRange(ms)) {
    const message = `is, in ${timeZone}, not between 1970 and the end of 2199 (UTC)`
    throw invalid([{ path, code: 'out-of-range', message }])
  }
  return { at: toInstant(ms), wallTime: showWallTime(wallMs) }
}
