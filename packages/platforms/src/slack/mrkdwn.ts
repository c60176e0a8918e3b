import {
  isBare,
  plainStyle,
  quotedOnce,
  textOf,
  type Marked,
  type TextStyle,
} from '@pressrun/content'
import { escaped, hasMark, literal, literalLabel } from './literal.ts'

const marks = { strong: '*', emphasis: '_', delete: '~' } as const

/**
 * Slack's mrkdwn (docs.slack.dev/messaging/formatting-message-text). Constructs that it has no mark for stay text, and
 * no text becomes a mention.
 */
export const slackStyle: TextStyle = {
  ...plainStyle,
  text: (words) => [{ text: literal(words) }],
  code: (words) => (words.includes('`') ? literal(words) : `\`${escaped(words)}\``),
  marked: (marked) => [{ text: withMark(marked) }],
  link: (_words, label, url) => [{ text: link(url, label) }],
  image: (alt, url) => [{ text: link(url, alt) }],
  headingMark: 'strong',
  heading: (words) => words,
  codeBlock: (code) => `\`\`\`\n${escaped(code).replaceAll('```', '`\u200b``')}\n\`\`\``,
  quote: quotedOnce,
  bullet: (number) => (number === undefined ? '• ' : `${number}. `),
  indent: () => '    ',
  task: (checked) => (checked ? '☑ ' : '☐ '),
  rule: '———',
  unread: literal,
}

const isPartOfWord = (character: string) => /[\p{L}\p{N}_]/u.test(character)

/** A mark that opens on one line does not close on the next, and in the middle of a word it is none. */
function withMark({ name, words, before, after, within }: Marked): string {
  const text = textOf(words)
  const mark = marks[name]
  const isInWord = isPartOfWord(before) || isPartOfWord(after)
  // The same mark around it, or in it, would end early.
  if (isInWord || within.has(name) || hasMark(text, mark)) return text
  return text
    .split('\n')
    .map((line) => aroundWords(line, mark))
    .join('\n')
}

function aroundWords(line: string, mark: string): string {
  const words = line.trim()
  if (words === '') return line
  const from = line.indexOf(words)
  return `${line.slice(0, from)}${mark}${words}${mark}${line.slice(from + words.length)}`
}

function link(address: string, label: string): string {
  const target = escaped(address.replace(/[\s<>|]/g, encodeURIComponent))
  const isOwn = label === '' || (isBare(label, address) && !/^www\./i.test(label))
  return isOwn ? `<${target}>` : `<${target}|${literalLabel(label)}>`
}
