import { toInstant, type Instant } from '@pressrun/events'
import { cronProblem, upcoming } from '@pressrun/time'
import { z } from 'zod'

export const cronParam = z
  .string()
  .max(200)
  .superRefine((cron, context) => {
    const message = cronProblem(cron)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })
  .transform((cron) => cron.trim().replaceAll(/\s+/g, ' '))
  .meta({ type: 'string' })
  .describe(
    'a cron expression: five fields (minute, hour, day of month, month, day of week) or a name such as @daily. When both day of month and day of week are given, either is enough: `0 9 13 * 5` fires on every 13th and on every Friday. Day of month accepts `L` (the last day), `15W` (the weekday nearest the 15th) and `LW` (the last weekday); day of week accepts `1#2` (the second Monday) and `1#L` or `1L` (the last Monday)',
  )

const nextRunsMax = 10

export const nextRuns = z
  .array(z.iso.datetime())
  .describe(
    'the next 10 instants it fires at; while it is paused, those it would fire at if it were resumed now',
  )

type Firing = {
  readonly rule: Parameters<typeof upcoming>[0]
  readonly isPaused: boolean
  /** The instant that is promised; null when there is none. */
  readonly nextAt: Instant | null
}

/**
 * The promised instant comes first, even if the tz data has changed. While it is paused nothing is promised: then it is
 * what a resume would bring.
 */
export function nextRunsOf({ rule, isPaused, nextAt }: Firing, now: number): Instant[] {
  if (isPaused) return upcoming(rule, now, nextRunsMax).map(toInstant)
  if (nextAt === null) return []
  const others = upcoming(rule, Date.parse(nextAt), nextRunsMax - 1)
  return [nextAt, ...others.map(toInstant)]
}
