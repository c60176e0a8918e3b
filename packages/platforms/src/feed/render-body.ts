import { Marked } from 'marked'
import sanitizeHtml from 'sanitize-html'
import { printable } from './escape.ts'

const markdown = new Marked({ gfm: true, async: false })

const allowed: sanitizeHtml.IOptions = {
  allowedTags: [...sanitizeHtml.defaults.allowedTags, 'img', 'del', 'ins', 'details', 'summary'],
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
}

/** Markdown, which may hold any HTML, as HTML that is safe to show to strangers. */
export function renderBody(body: string): string {
  return sanitizeHtml(markdown.parse(printable(body), { async: false }), allowed)
}
