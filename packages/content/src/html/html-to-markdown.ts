import { Parser } from 'htmlparser2'
import type { Root } from 'mdast'
import { printable } from '../printable.ts'
import { HtmlReader, NestedTooDeeply } from './html-reader.ts'
import { printMarkdown } from './print-markdown.ts'

/**
 * Untrusted HTML as Markdown that contains no HTML. Relative addresses are resolved against `base`.
 * Throws `MarkdownTooLong` when it becomes longer than any article may be.
 */
export function htmlToMarkdown(html: string, base?: string): string {
  const reader = new HtmlReader(base)
  try {
    new Parser(reader, { decodeEntities: true }).end(html)
    // Even HTML without them can yield control characters: as references, like `&#1;`.
    return printable(printMarkdown(reader.root))
  } catch (error) {
    if (error instanceof NestedTooDeeply) return printMarkdown(paragraph(htmlWords(html)))
    throw error
  }
}

const paragraph = (value: string): Root => ({
  type: 'root',
  children: [{ type: 'paragraph', children: [{ type: 'text', value }] }],
})

/** The text of HTML, on one line. */
export function htmlToText(html: string): string {
  // Most titles are nothing but text.
  if (!/[<&]/.test(html)) return onOneLine(printable(html))
  if (html.split('<').length > tagsMax) return htmlWords(html)
  const words: string[] = []
  let silence = 0
  const parser = new Parser({
    onopentag(name) {
      if (silent.has(name)) silence += 1
      else if (apart.has(name)) words.push(' ')
    },
    onclosetag(name) {
      if (silent.has(name)) silence -= 1
      else if (apart.has(name)) words.push(' ')
    },
    ontext(text) {
      if (silence === 0) words.push(text)
    },
  })
  parser.end(printable(html))
  return onOneLine(words.join(''))
}

const onOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

const silent = new Set(['script', 'style'])
/** Elements that separate words. */
const apart = new Set('br p div li ul ol h1 h2 h3 h4 h5 h6 td th tr pre blockquote'.split(' '))
/** The parser's cost grows with the square of the nesting depth. */
const tagsMax = 2_000

/** The last resort: the text between the tags. */
const htmlWords = (html: string): string =>
  printable(html)
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
