import { z } from 'zod'
import type { Trace } from '../blogs/draft-then-publish.ts'
import { isWebAddress } from '../json-answer.ts'

/** The requested fields: with its body a response may exceed our read limit. */
export const postFields = '_fields=id,status,link'

const postSchema = z.object({
  id: z.number().int(),
  status: z.string(),
  link: z.string().max(2_000).optional().catch(undefined),
})

export const postsSchema = z.array(postSchema)

export type Post = z.infer<typeof postSchema>

export const parsePost = (body: unknown): Post | undefined => postSchema.safeParse(body).data

/**
 * `private` was visible until a person made it so, and stays published. `pending` and `future` are drafts to readers.
 * A draft does not show whether it was once published, so one that was withdrawn that way, while its outcome was in
 * doubt, is published again.
 */
export function traceOf({ id, status, link }: Post): Trace {
  const isPublished = status === 'publish' || status === 'private'
  const state = isPublished ? 'published' : status === 'trash' ? 'withdrawn' : 'draft'
  return { id: String(id), state, ...(isPublished && isWebAddress(link) && { url: link }) }
}
