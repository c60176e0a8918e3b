import {
  isBare,
  plainStyle,
  quotedOnce,
  textOf,
  withoutMailto,
  type Marked,
  type Span,
  type TextStyle,
} from '@pressrun/content'

/**
 * A text is plain: its asterisks are meant to be seen. An address in it stays whole, and a bracket behind one is not
 * escaped, or the backslash would be part of it.
 */
export const escapedText = (text: string): string =>
  text
    .split(/(https?:\/\/\S+)/)
    .map((part, index) => (index % 2 === 1 ? part : escapedMarks(part)))
    .join('')

const escapedMarks = (text: string) =>
  text
    .replace(/[\\*_~`|<>[]/g, String.raw`\$&`)
    .replace(
      /^([^\S\n\r\u2028\u2029]*)(#{1,3}(?=\s)|-#(?=\s)|[-+](?=\s)|\d+(?=[.)]\s))/gm,
      escapedStart,
    )

/** A number cannot be escaped, but the character that makes it the start of a list can. */
const escapedStart = (_all: string, blank: string, start: string) =>
  /\d/.test(start) ? `${blank}${start}\\` : `${blank}\\${start}`

/**
 * The part of Markdown that Discord documents (https://support.discord.com/hc/articles/210298617): headings of three
 * levels, lists, quotes of one level, links with words, code. It has no pictures, tables, reference links, HTML or
 * entities, and shows each newline.
 */
export const discordStyle: TextStyle = {
  ...plainStyle,
  text: (words) => [{ text: escapedText(words) }],
  code: inlineCode,
  marked: ({ name, words, within }: Marked) => (within.has(name) ? words : withMark(name, words)),
  link,
  image: (alt, url) => link([{ text: escapedText(alt) }], alt, url),
  heading: (words, depth) =>
    depth <= 3 ? [{ text: `${'#'.repeat(depth)} ` }, ...words] : withMark('strong', words),
  codeBlock: (code, language) =>
    `\`\`\`${/^[\w+#-]{1,30}$/.test(language) ? language : ''}\n${code.replaceAll('```', '`\u200B``')}\n\`\`\``,
  quote: quotedOnce,
  task: (checked) => (checked ? '☑ ' : '☐ '),
  rule: '———',
}

const marks = { strong: '**', emphasis: '*', delete: '~~' } as const

const withMark = (name: Marked['name'], words: readonly Span[]): readonly Span[] =>
  textOf(words).trim() === '' ? words : [{ text: marks[name] }, ...words, { text: marks[name] }]

function inlineCode(words: string): string {
  if (!words.includes('`')) return `\`${words}\``
  // A fence of two holds single ones; more cannot be written.
  return words.includes('``') ? escapedText(words) : `\`\` ${words} \`\``
}

/** Discord shows the source of a link whose words look like another address. */
function link(words: readonly Span[], label: string, url: string): readonly Span[] {
  const address = withoutMailto(url)
  if (isBare(label, url)) return [{ text: address }]
  const isLink = /^https?:/i.test(url) && !/[\p{L}\d]\.[\p{L}]{2}|:\/\//u.test(label)
  if (!isLink) return [...words, { text: ` (${address})` }]
  const target = address.replace(
    /[\s()<>]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  // A link in a link is shown as its source: of a picture in one its words are enough.
  const shown = textOf(words).includes('](') ? escapedText(label) : textOf(words)
  return [{ text: `[${withEscapedBrackets(shown)}](${target})` }]
}

/** A bracket behind an escaped backslash is not escaped by that. */
const withEscapedBrackets = (label: string) =>
  label.replace(/\\[^]|\]/g, (found) => (found === ']' ? String.raw`\]` : found))
