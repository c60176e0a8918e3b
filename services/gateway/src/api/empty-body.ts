import { z } from 'zod'

/** The body of calls that need none: nothing at all, or `{}`. */
export const empty = z.strictObject({}).nullish()
