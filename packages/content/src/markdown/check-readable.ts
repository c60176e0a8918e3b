import type { Violation } from '../violation.ts'
import { isQuickToRead } from './reading-cost.ts'
import { loadMarkdown } from './load-markdown.ts'
import { notRenderable, renderHtml } from './render-html.ts'
import { ifReadable, isSimple } from './too-involved.ts'
import { printable } from '../printable.ts'

const { code, message } = notRenderable
const violation: Violation = { code, path: 'body', message }

/** A body too complex to parse, which plain text would leave as it is. */
export function checkReadable(body: string): Violation[] {
  const clean = printable(body)
  return ifReadable(clean, () => loadMarkdown().lex(clean)) ? [] : [violation]
}

/** A body that cannot be rendered as HTML. Most are known to be fine without rendering. */
export function checkRenderable(body: string): Violation[] {
  if (isQuickToRead(body) && isSimple(body)) return []
  return typeof renderHtml(body) === 'string' ? [] : [violation]
}
