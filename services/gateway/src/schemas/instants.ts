import { toInstant } from '@pressrun/events'
import { z } from 'zod'

/** Postgres and JavaScript know more years; nobody publishes in them. */
export const latestMs = Date.UTC(2200, 0)

/** An instant as callers write it, with any offset; it is kept in UTC. */
export const instantParam = z.iso
  .datetime({ offset: true })
  .transform((text, context) => {
    const ms = Date.parse(text)
    if (ms >= 0 && ms < latestMs) return toInstant(ms)
    context.addIssue({ code: 'custom', message: 'must be between 1970 and 2200' })
    return z.NEVER
  })
  .meta({ type: 'string', format: 'date-time' })
