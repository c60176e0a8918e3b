import { FrontMatterInvalid } from './front-matter-invalid.ts'

type Split = {
  readonly language: 'yaml' | 'toml'
  readonly source: string
  /** Whether its first line is that of a field: then it is front matter without doubt. */
  readonly isMeant: boolean
  /** The text after it. */
  readonly content: string
}

/** Far more than the front matter of any article needs. */
const lengthMax = 16 * 1024

const fences = [
  { language: 'yaml', fence: '---', field: /^["']?[\w -]+(?:["'\t][ \t]*)?:(?:\s|$)/ },
  { language: 'toml', fence: '+++', field: /^(?:["']?[\w.-]+["']?[ \t]*=|\[)/ },
] as const

/**
 * The lines between two fences that a text begins with, `---` of Jekyll or `+++` of Hugo and Zola. A first line of
 * `---` may also be a thematic break. Blank lines or a byte order mark before it must not make a draft an article.
 */
export function splitFrontMatter(whole: string): Split | undefined {
  const text = whole.trimStart()
  const lineEnd = text.search(/[\r\n]/)
  const opening = (lineEnd < 0 ? text : text.slice(0, lineEnd)).trimEnd()
  if (/^---[ \t]*[a-z]+$/i.test(opening))
    throw new FrontMatterInvalid('is neither YAML nor TOML: it must be data, not code')
  const known = fences.find(({ fence }) => fence === opening)
  if (!known || lineEnd < 0) return undefined
  const { language, fence, field } = known
  const inner = text.slice(lineEnd)
  const isMeant = field.test(firstLine(inner))
  const end = inner.search(
    fence === '---' ? /[\r\n]---[ \t]*(?=[\r\n]|$)/ : /[\r\n]\+\+\+[ \t]*(?=[\r\n]|$)/,
  )
  if (end < 0) return notEnded(isMeant || language === 'toml')
  if (end > lengthMax) {
    if (isMeant) throw new FrontMatterInvalid('is too long')
    return undefined
  }
  const content = inner.slice(end + 1).replace(/^.*(?:\r\n|\r|\n)?/, '')
  return { language, source: inner.slice(0, end).replace(/\r\n?/g, '\n'), isMeant, content }
}

function notEnded(isMeant: boolean): undefined {
  if (isMeant) throw new FrontMatterInvalid('has no end')
  return undefined
}

/** That is neither blank nor a comment. */
function firstLine(inner: string): string {
  for (const line of inner.slice(0, lengthMax).split(/\r\n|\r|\n/))
    if (line.trim() !== '' && !line.startsWith('#')) return line
  return ''
}
