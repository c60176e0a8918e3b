import { z } from 'zod'

const urlLengthMax = 2_000
const remoteIdLengthMax = 500

const shownUrl = z
  .url({ protocol: /^(https?|file)$/, error: 'must be an http, https or file URL' })
  .max(urlLengthMax)

/** A person's resolution of an unconfirmed task. */
export const resolution = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('published'),
    remoteId: z
      .string()
      .min(1)
      .max(remoteIdLengthMax)
      .optional()
      .describe("the platform's id of the post"),
    url: shownUrl.optional().describe('where the post is'),
  }),
  z.strictObject({ outcome: z.literal('not-published') }),
])
