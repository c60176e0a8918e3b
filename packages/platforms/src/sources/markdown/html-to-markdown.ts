import { Parser } from 'htmlparser2'
import { printable } from '../../printable.ts'
import { escapeMarkdown } from './inline.ts'
import { MarkdownWriter, NestedTooDeeply } from './markdown-writer.ts'

/** HTML that strangers wrote as Markdown without any HTML in it; `base` is what addresses lean on. */
export function htmlToMarkdown(html: string, base?: string): string {
  const writer = new MarkdownWriter(base)
  try {
    new Parser(writer, { decodeEntities: true }).end(printable(html))
    return writer.text
  } catch (error) {
    if (error instanceof NestedTooDeeply) return escapeMarkdown(htmlWords(html))
    throw error
  }
}

/** The words of HTML, on one line. */
export function htmlToText(html: string): string {
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
  return words.join('').replace(/\s+/g, ' ').trim()
}

const silent = new Set(['script', 'style'])
/** Elements that words do not run across. */
const apart = new Set('br p div li ul ol h1 h2 h3 h4 h5 h6 td th tr pre blockquote'.split(' '))
/** The parser's cost grows with the square of how deep they are nested. */
const tagsMax = 2_000

/** Where nothing else can be made of it: what stands between the tags. */
const htmlWords = (html: string): string =>
  printable(html)
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
