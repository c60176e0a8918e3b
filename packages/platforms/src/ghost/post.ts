import { z } from 'zod'
import type { Trace } from '../blogs/draft-then-publish.ts'
import { isWebAddress } from '../json-answer.ts'

/** The requested fields: with its body a response may exceed our read limit. */
export const postFields = 'fields=id,status,url,updated_at,published_at,created_at'

const postSchema = z.object({
  id: z.string().min(1).max(100),
  status: z.string(),
  updated_at: z.string().max(100),
  created_at: z.string().max(100).nullish(),
  published_at: z.string().max(100).nullish(),
  url: z.string().max(2_000).optional().catch(undefined),
})

export type Post = z.infer<typeof postSchema>

const postsSchema = z.object({ posts: z.array(postSchema) })

/** Ghost returns a list, also for one post. */
export function parsePosts(body: unknown): Post[] | undefined {
  return postsSchema.safeParse(body).data?.posts.toSorted(byAge)
}

/** Ghost's times are of a second; its ids begin with theirs and go on with a counter. */
function byAge(a: Post, b: Post): number {
  const [first, second] = [a, b].map(({ created_at, id }) => `${created_at ?? ''} ${id}`)
  return (first ?? '') < (second ?? '') ? -1 : 1
}

const publishedStatuses = new Set(['published', 'sent'])

/**
 * Ghost has no trash, and keeps the time of publication of a post that a person turned back into a draft: such a one
 * was seen, and then withdrawn. `scheduled` is a draft to readers.
 */
export function traceOf({ id, status, url, updated_at, published_at }: Post): Trace {
  const isPublished = publishedStatuses.has(status)
  const wasPublished = status === 'draft' && Boolean(published_at)
  const state = isPublished ? 'published' : wasPublished ? 'withdrawn' : 'draft'
  return {
    id,
    state,
    ...(isPublished && isWebAddress(url) && { url }),
    ...(state === 'draft' && { version: updated_at }),
  }
}
