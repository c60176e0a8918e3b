import { contentMaxima } from '../content-maxima.ts'
import { titleLine } from '../printable.ts'
import { plainText } from '../text/plain-text.ts'
import type { AccountContent } from './account-content.ts'
import { cutText } from './cut-text.ts'

/** The first sentence of a text without marks, if it is short enough for a title. */
const sentence = /^[^\\`*_[\]<>&|~#!\n]{1,99}?[.?!…。！？](?=[ \n]|$)/
/** A first paragraph without marks. */
const paragraph = /^[^\\`*_[\]<>&|~#\n]+(?=\n\n|$)/
const listItem = /^(?:[-+>]|\d+[.)])(?:\s|$)/

/** For a body without a usable first sentence. */
const titleMax = 100
const readMax = 2_000

/**
 * Content for a platform that requires a title: the first sentence of the body becomes it, and is then not repeated. A
 * sentence with marks or links holds more than a title can, and stays; its first words are the title.
 */
export function withTitle(content: AccountContent): AccountContent {
  if (titleLine(content.title) !== '') return content
  const body = content.body.trim()
  const whole = paragraph.exec(body)?.[0] ?? ''
  const first = sentence.exec(body)?.[0] ?? whole
  const rest = body.slice(first.length).trim()
  const isTitle = first.length <= contentMaxima.title && !listItem.test(first)
  if (first === '' || rest === '' || !isTitle) return { ...content, title: firstWords(body) }
  return { ...content, title: first, body: rest }
}

function firstWords(body: string): string {
  const words = titleLine(plainText(body.slice(0, readMax)))
  return cutText(words.slice(0, 3 * titleMax), (text) => text.length <= titleMax)
}
