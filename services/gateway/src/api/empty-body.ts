import { z } from 'zod'

/** The body of calls that need none: nothing at all, or `{}`. */
export const emptyBody = z.strictObject({}).nullish()
