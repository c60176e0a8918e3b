import { redactedExcerpt } from '../redacted-excerpt.ts'
import type { Rejected, Unknown } from '../outcomes.ts'

/** Another publisher may have removed the draft for an older one and published that. */
export const draftGone: Unknown = {
  outcome: 'unknown',
  code: 'draft-gone',
  message: 'the draft is not there any more',
}

export const answerUnreadable: Unknown = {
  outcome: 'unknown',
  code: 'answer-unreadable',
  message: 'the answer does not say what became of the post',
}

/** A date in the future, or a post awaiting approval: no reader sees it, and no retry helps. */
export const heldBack = (status: string): Rejected => ({
  outcome: 'rejected',
  code: 'not-published',
  message: `the platform answered that the post is "${redactedExcerpt(status, undefined)}"`,
})
