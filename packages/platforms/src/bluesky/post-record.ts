import type { AccountContent } from '@pressrun/content'
import type { Rejected } from '../outcomes.ts'
import { refusalOf } from '../refusal-of.ts'
import { checkPost, fittedPost, postLimits, postOf, type Post } from './post.ts'
import type { Mention } from './rich-text.ts'
import type { Settings } from './settings.ts'

export type PostRequest = { content: AccountContent; settings: Settings; createdAt: Date }
/** `mentions` are for callers that can resolve handles. */
export type PostRecord = { record: Post; mentions: readonly Mention[] }

/** The record of a post, unless Bluesky would refuse it. */
export function postRecord({ content, settings, createdAt }: PostRequest): PostRecord | Rejected {
  const post = fittedPost(content)
  const refusal = refusalOf(checkPost(post, postLimits))
  if (refusal) return refusal
  const { mentions } = post.rendered
  return { record: postOf(post.rendered, settings, createdAt), mentions }
}
