import type { Content } from '@pressrun/content'
import type { Rejected } from '../outcomes.ts'
import { checkPost, postLimits, postOf, type Post } from './post.ts'
import { richText, type Mention } from './rich-text.ts'
import type { Settings } from './settings.ts'

export type PostOrder = { content: Content; settings: Settings; createdAt: Date }
/** `mentions` are for who has a network to ask. */
export type PostRecord = { record: Post; mentions: readonly Mention[] }

/** The record of a post, unless Bluesky would refuse it. */
export function postRecord({ content, settings, createdAt }: PostOrder): PostRecord | Rejected {
  const [violation] = checkPost(content, postLimits)
  if (violation) return { outcome: 'rejected', code: violation.code, message: violation.message }
  const text = richText(content)
  return { record: postOf(text, settings, createdAt), mentions: text.mentions }
}
