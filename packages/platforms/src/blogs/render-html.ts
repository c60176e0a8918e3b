import { renderBody } from '../feed/render-body.ts'
import { nestedDeeply } from '../markdown/nested-deeply.ts'
import type { Rejected } from '../outcomes.ts'

/** A Markdown body as the safe HTML a blog is sent. */
export function renderHtml(body: string): string | Rejected {
  if (nestedDeeply.test(body)) return tooDeep
  try {
    return renderBody(body)
  } catch (error) {
    // The stack is exhausted by nesting of some other kind.
    if (error instanceof RangeError) return tooDeep
    throw error
  }
}

const tooDeep: Rejected = {
  outcome: 'rejected',
  code: 'body-not-renderable',
  message: 'the body is nested too deeply to be rendered',
}
