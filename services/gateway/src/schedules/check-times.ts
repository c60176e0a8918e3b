import { toInstant, type Instant } from '@pressrun/events'
import { nextInstant, ruleOf } from '@pressrun/time'
import { invalid } from '../problems/validation.ts'
import { momentOf } from '../api/moment.ts'

/** When a schedule fires, as a request gives it. */
export type Times = {
  readonly cron: string
  readonly timeZone: string
  readonly startAt: string | null
  readonly endAt: string | null
}

export type CheckedTimes = Times & {
  readonly startAt: Instant | null
  readonly endAt: Instant | null
  readonly nextAt: Instant
}

/** Local times become instants. A schedule that would never fire is refused. */
export function checkTimes({ cron, timeZone, ...given }: Times, now: number): CheckedTimes {
  const instant = (field: 'startAt' | 'endAt') => {
    const text = given[field]
    return text === null ? null : momentOf(text, timeZone, field).at
  }
  const [startAt, endAt] = [instant('startAt'), instant('endAt')]
  if (startAt !== null && endAt !== null && endAt <= startAt)
    throw invalid([{ path: 'endAt', code: 'ends-before-start', message: 'must be after startAt' }])
  if (endAt !== null && Date.parse(endAt) <= now)
    throw invalid([{ path: 'endAt', code: 'over-already', message: 'must be in the future' }])
  const next = nextInstant(ruleOf({ cron, timeZone, startAt, endAt }), now)
  if (next === null) {
    const message = 'has no instant left to fire at, given startAt and endAt'
    throw invalid([{ path: 'cron', code: 'never-fires', message }])
  }
  return { cron, timeZone, startAt, endAt, nextAt: toInstant(next) }
}
