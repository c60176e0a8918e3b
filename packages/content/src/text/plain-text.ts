import type { Root } from 'mdast'
import { printable } from '../printable.ts'
import { plainStyle } from './plain-style.ts'
import { printText } from './print-text.ts'
import { readDocument } from './read-document.ts'
import { textOf, type Span } from './span.ts'
import type { TextStyle } from './text-style.ts'

/**
 * Markdown as the text a person would type without formatting: paragraphs with an empty line between them, lists with
 * their marks, links as `text (url)`. The same Markdown gives the same text. Text too complex to parse stays as it is.
 */
export const plainText = (markdown: string, style: TextStyle = plainStyle): string =>
  textOf(printBody(readBody(markdown), style))

export type Body = {
  readonly markdown: string
  /** Undefined where it is too complex to parse. */
  readonly root: Root | undefined
}

export function readBody(body: string): Body {
  const markdown = printable(body)
  return { markdown, root: readDocument(markdown) }
}

export const printBody = ({ markdown, root }: Body, style: TextStyle): Span[] =>
  root ? printText(root, style) : [{ text: style.unread(markdown).trim() }]
