import { z } from 'zod'

/** Its place among the dead letters, and that of its message in the stream. */
export const deadLetterId = z.string().regex(/^[1-9]\d{0,15}-\d{1,16}$/)

export const deadLetter = z.object({
  id: z.string(),
  consumer: z.string().describe('who gave it up: `publisher`, `reconciler` or `scanner`'),
  position: z
    .int()
    .nullable()
    .describe('of its event in the log, the first where there are several'),
  streamSequence: z.int().describe('of the message in the stream'),
  eventId: z.string().nullable(),
  type: z.string().nullable().describe('of the event'),
  subject: z.string(),
  reason: z.string(),
  at: z.iso.datetime(),
  deliveries: z.int().nullable().describe('how often the consumer was given it'),
})
