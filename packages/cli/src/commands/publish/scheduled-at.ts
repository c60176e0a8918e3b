import { OperatorError } from '../../operator-error.ts'

export type ScheduledAt = { scheduledAt: string; timeZone: string }

const wallTime =
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?$/

/** JavaScript takes 30 February for 2 March; nobody means that. */
function dayExists(text: string): boolean {
  const day = text.slice(0, 10)
  return new Date(`${day}T00:00Z`).toISOString().startsWith(day)
}

/** `2026-11-23T09:00Z`, `2026-11-23T09:00+01:00`, or without a zone: this machine's. */
export function readScheduledAt(text: string, now: number): ScheduledAt {
  const instant = wallTime.test(text) ? new Date(text.replace(' ', 'T')) : new Date(Number.NaN)
  if (Number.isNaN(instant.getTime()) || !dayExists(text)) {
    throw new OperatorError(
      `"${text}" is no time: write it like 2026-11-23T09:00, with Z or +01:00 for another zone`,
    )
  }
  if (instant.getTime() < now) {
    throw new OperatorError(
      `${instant.toISOString()} lies in the past: leave --at out to publish now`,
    )
  }
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  return { scheduledAt: instant.toISOString(), timeZone }
}
