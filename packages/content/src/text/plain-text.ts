import { printable } from '../printable.ts'
import { plainStyle } from './plain-style.ts'
import { printText } from './print-text.ts'
import { readDocument } from './read-document.ts'
import { textOf } from './span.ts'
import type { TextStyle } from './text-style.ts'

/**
 * Markdown as the text a person would type where there is no formatting: paragraphs with an empty
 * line between them, lists with their marks, links as `text (url)`. The same Markdown gives the same
 * text. What is too involved to be read stays as it is.
 */
export function plainText(markdown: string, style: TextStyle = plainStyle): string {
  const clean = printable(markdown)
  const root = readDocument(clean)
  return root ? textOf(printText(root, style)) : clean.trim()
}
