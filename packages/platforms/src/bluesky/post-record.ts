import type { Content } from '@pressrun/content'
import type { Rejected } from '../outcomes.ts'
import { checkPost, postLimits, postOf, type Post } from './post.ts'
import type { Settings } from './settings.ts'

export type PostOrder = { content: Content; settings: Settings; createdAt: Date }
export type PostRecord = { record: Post }

/** The record of a post, unless Bluesky would refuse it. */
export function postRecord({ content, settings, createdAt }: PostOrder): PostRecord | Rejected {
  const [violation] = checkPost(content, postLimits)
  if (violation) return { outcome: 'rejected', code: violation.code, message: violation.message }
  return { record: postOf(content, settings, createdAt) }
}
