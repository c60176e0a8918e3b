import { prefixed } from './span.ts'
import type { TextStyle } from './text-style.ts'

/** Whether an address adds nothing to the words of its link. */
export function isBare(label: string, url: string): boolean {
  const written = withoutMailto(url)
  return (
    label === '' ||
    label === url ||
    label === written ||
    label === url.replace(/^https?:\/\//i, '') ||
    URL.parse(label)?.href === URL.parse(url)?.href
  )
}

export const withoutMailto = (url: string): string => url.replace(/^mailto:/i, '')

/** Quotes of platforms that have one level: of an inner one the outer mark is enough. */
export const quotedOnce: TextStyle['quote'] = (spans, isInner) =>
  isInner ? spans : prefixed(spans, '> ', '> ')

/** As a person types where there is no formatting: lists with their marks, links as `text (url)`. */
export const plainStyle: TextStyle = {
  text: (text) => [{ text }],
  code: (words) => words,
  marked: ({ words }) => words,
  link: (words, label, url) => {
    if (label === '') return [{ text: withoutMailto(url) }]
    return isBare(label, url) ? words : [...words, { text: ` (${withoutMailto(url)})` }]
  },
  image: (alt, url) => [{ text: isBare(alt, url) ? url : `${alt} (${url})` }],
  heading: (words) => words,
  codeBlock: (code) => code,
  quote: (spans) => prefixed(spans, '> ', '> '),
  bullet: (number) => (number === undefined ? '- ' : `${number}. `),
  indent: (bullet) => ' '.repeat(bullet.length),
  task: (checked) => (checked ? '[x] ' : '[ ] '),
  rule: '---',
  unread: (markdown) => markdown,
}
