import { OperatorError } from '../../operator-error.ts'

export type ScheduledAt = { scheduledAt: string; timeZone?: string }

const shape =
  /^(?<day>\d{4}-\d{2}-\d{2})(?:[T ](?<time>\d{2}:\d{2}(?::\d{2})?)(?<zone>(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2}))?)?$/

/** JavaScript takes 30 February for 2 March, which is never meant. */
function dayExists(day: string): boolean {
  const ms = Date.parse(`${day}T00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day)
}

/**
 * `2026-11-23T09:00Z`, `2026-11-23T09:00+01:00`, or without a zone: this machine's. The API decides which instant a
 * local time is, where the clocks leap too.
 */
export function readScheduledAt(text: string, now: number): ScheduledAt {
  const { day = '', time, zone } = shape.exec(text)?.groups ?? {}
  const instant = new Date(`${day}T${time ?? '00:00'}${zone ?? ''}`)
  if (Number.isNaN(instant.getTime()) || !dayExists(day)) {
    throw new OperatorError(
      `"${text}" is no time: write it like 2026-11-23T09:00, with Z or +01:00 for another zone`,
    )
  }
  if (time === undefined) {
    throw new OperatorError(`"${text}" names no time of that day: write it like ${day}T09:00`)
  }
  // JavaScript takes a time that the clocks leap over for a later one than the API does: what is past here is past for
  // the API.
  if (instant.getTime() < now) {
    throw new OperatorError(
      `${instant.toISOString()} lies in the past: leave --at out to publish now`,
    )
  }
  const timeZone = zoneOfThisMachine()
  if (timeZone === undefined) return { scheduledAt: instant.toISOString() }
  return { scheduledAt: zone === undefined ? `${day}T${time}` : instant.toISOString(), timeZone }
}

/** Undefined when it has no named zone: with `TZ=CET-1`, or with an unknown name. */
function zoneOfThisMachine(): string | undefined {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions() as { timeZone?: string }
  return timeZone === 'Etc/Unknown' ? undefined : timeZone
}
