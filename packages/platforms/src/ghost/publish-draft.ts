import type { Api } from '../blogs/api.ts'
import type { Failure } from '../blogs/failure.ts'
import { answerUnreadable, draftGone, heldBack } from '../blogs/commit-outcomes.ts'
import { publishedAs, type Trace } from '../blogs/draft-then-publish.ts'
import type { CommitOutcome } from '../outcomes.ts'
import { parsePosts, postFields, traceOf } from './post.ts'
import { shortAnswer } from './site.ts'

/** No newsletter is named, so none goes out. */
export async function publishDraft(draft: Trace, admin: Api): Promise<CommitOutcome> {
  const change = { status: 'published', updated_at: draft.version }
  const path = `/posts/${draft.id}/?${shortAnswer}`
  const reply = await admin({ method: 'PUT', path, body: { posts: [change] } })
  if (reply.outcome === 'replied') return readPublished(reply.body)
  if (reply.outcome !== 'rejected') return reply
  if (reply.code === 'UPDATE_COLLISION') return afterCollision(draft.id, reply, admin)
  return reply.code === 'NotFoundError' ? draftGone : reply
}

function readPublished(body: unknown): CommitOutcome {
  const [post] = parsePosts(body) ?? []
  if (post === undefined) return answerUnreadable
  const trace = traceOf(post)
  return trace.state === 'published' ? publishedAs(trace) : heldBack(post.status)
}

/**
 * The post was changed since it was prepared: by another publisher, and then it is published; or by a person, and then
 * the next attempt searches again and takes it as it is now.
 */
async function afterCollision(id: string, collision: Failure, admin: Api): Promise<CommitOutcome> {
  const reply = await admin({ method: 'GET', path: `/posts/${id}/?${postFields}` })
  const [post] = reply.outcome === 'replied' ? (parsePosts(reply.body) ?? []) : []
  const trace = post && traceOf(post)
  if (trace?.state === 'published') return publishedAs(trace)
  const message = 'message' in collision ? collision.message : 'the post was changed meanwhile'
  return { outcome: 'unknown', code: 'update-collision', message }
}
