import { z } from 'zod'

/** The body of calls that need none: absent, or `{}`. */
export const emptyBody = z.strictObject({}).nullish()
