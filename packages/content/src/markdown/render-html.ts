import { loadLater } from '@pressrun/lean/load-later'
import type sanitizeHtml from 'sanitize-html'
import type { NotRenderable } from '../not-renderable.ts'
import { printable } from '../printable.ts'
import { withHeadingIds } from './heading-ids.ts'
import { loadMarkdown } from './load-markdown.ts'
import { ifReadable, refuseDeepTags } from './too-involved.ts'

const tags = ['img', 'del', 'ins', 'details', 'summary']

const allowed: sanitizeHtml.IOptions = {
  allowedAttributes: {
    a: ['href', 'title'],
    img: ['src', 'alt', 'title', 'width', 'height'],
    code: ['class'],
    ol: ['start'],
    td: ['align', 'colspan', 'rowspan'],
    th: ['align', 'colspan', 'rowspan', 'scope'],
  },
  allowedClasses: { code: ['language-*'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  // The text in any other element that is left out stays: it may be all that follows.
  nonTextTags: ['script', 'style', 'textarea'],
}

let sanitize: ((html: string) => string) | undefined

/** Loaded when first needed, as the parser is. */
function loadSanitizer(): (html: string) => string {
  if (sanitize) return sanitize
  const library = loadLater('sanitize-html', import.meta.url) as typeof sanitizeHtml
  const allowedTags = [...library.defaults.allowedTags, ...tags]
  sanitize = (html) => library(html, { ...allowed, allowedTags })
  return sanitize
}

/** Markdown, which may hold any HTML, as HTML that is safe to show to strangers. */
export function renderHtml(markdown: string): string | NotRenderable {
  const clean = printable(markdown)
  return ifReadable(clean, () => safeHtml(loadMarkdown().toHtml(clean))) ?? notRenderable
}

function safeHtml(html: string): string {
  refuseDeepTags(html)
  return withHeadingIds(loadSanitizer()(html))
}

export const notRenderable: NotRenderable = {
  outcome: 'rejected',
  code: 'body-not-renderable',
  message:
    'the body is too involved to be rendered: nested too deeply, or with too many marks or table cells',
}
