import { z } from 'zod'

/** An instant as our events carry it: ISO 8601, UTC, milliseconds. */
export type Instant = string

export const instant = z.iso.datetime({ precision: 3 })

export const toInstant = (ms: number): Instant => new Date(ms).toISOString()
