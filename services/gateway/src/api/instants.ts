import { toInstant } from '@pressrun/events'
import { z } from 'zod'

/** Postgres and JavaScript allow later years; nothing is published in them. */
const latestMs = Date.UTC(2200, 0)

const shapes = [z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })]

/** Parses a caller's instant, with any offset, with seconds or without; undefined when it is none. */
export function parseInstant(text: string): number | undefined {
  if (!shapes.some((shape) => shape.safeParse(text).success)) return undefined
  const ms = Date.parse(text)
  return isInRange(ms) ? ms : undefined
}

/** From 1970 to the end of 2199. */
export const isInRange = (ms: number): boolean => ms >= 0 && ms < latestMs

/** It is stored in UTC. */
export const instantParam = z
  .string()
  .max(40)
  .transform((text, context) => {
    const ms = parseInstant(text)
    if (ms !== undefined) return toInstant(ms)
    const message =
      'must be an instant with Z or an offset (2026-03-29T02:30:00Z, 2026-03-29T02:30+01:00), from 1970 to the end of 2199'
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })
  .meta({ type: 'string', format: 'date-time' })
