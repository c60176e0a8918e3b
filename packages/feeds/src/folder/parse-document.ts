import matter from 'gray-matter'
import { contentMaxima, printable } from '@pressrun/content'
import { SourceUnreadable } from '../item.ts'
import { shortened } from '../shortened.ts'
import { isDraft } from './is-draft.ts'
import { takeHeading } from './take-heading.ts'

export interface Document {
  title: string
  summary?: string
  body: string
  tags?: string[]
}

/** Far more than the front matter of any article needs. */
const frontMatterMax = 16 * 1024

/** The library's cost grows with their square. */
const blankLinesMax = 1_000

/** A body with a heading above it and blanks around it. */
const textMax = 2 * contentMaxima.body

/**
 * Parses a Markdown file with front matter: `title`, `summary` (or `description`), `tags`.
 * Undefined for a draft. The title defaults to the first heading, or else to `name`. Throws
 * `SourceUnreadable`.
 */
export function parseDocument(text: string, name: string): Document | undefined {
  const { data, content } = frontMatter(printable(text))
  if (isDraft(data)) return undefined
  const given = textOf(data, 'title')
  if (content.length > textMax) throw tooLong()
  const first = given === undefined ? takeHeading(content) : undefined
  // A heading that serves as the title would otherwise be published twice.
  const body = (first?.rest ?? content).trim()
  if (body === '') throw new SourceUnreadable('item-empty', 'A file has no text')
  if (body.length > contentMaxima.body) throw tooLong()
  const summary = textOf(data, 'summary') ?? textOf(data, 'description')
  const tags = tagsOf(data['tags'])
  return {
    title: shortened(given ?? first?.heading ?? titleFrom(printable(name)), contentMaxima.title),
    body,
    ...(summary && { summary: shortened(summary, contentMaxima.summary) }),
    ...(tags.length > 0 && { tags }),
  }
}

const tooLong = () => new SourceUnreadable('item-too-large', 'The text of a file is too long')

function frontMatter(whole: string): { data: Record<string, unknown>; content: string } {
  // Blank lines or a byte order mark before it must not make a draft an article.
  const text = whole.trimStart()
  if (/^\+\+\+[ \t]*[\r\n]/.test(text)) throw isToml()
  const end = text.startsWith('---') ? text.indexOf('\n---', 3) : 0
  if (end < 0)
    throw new SourceUnreadable('front-matter-invalid', 'The front matter of a file has no end')
  if (end > frontMatterMax)
    throw new SourceUnreadable('front-matter-invalid', 'The front matter of a file is too long')
  if ((text.slice(0, end).match(/^[ \t]*$/gm)?.length ?? 0) > blankLinesMax)
    throw new SourceUnreadable(
      'front-matter-invalid',
      'The front matter of a file has too many blank lines',
    )
  try {
    // The library would execute front matter marked as JavaScript.
    const { data, content } = matter(text, {
      engines: { js: refuse, javascript: refuse, coffee: refuse },
    })
    return { data, content }
  } catch {
    throw new SourceUnreadable(
      'front-matter-invalid',
      'The front matter of a file is not valid YAML',
    )
  }
}

function refuse(): never {
  throw new Error('front matter must be data, not code')
}

const isToml = () =>
  new SourceUnreadable(
    'front-matter-invalid',
    'Front matter between +++ lines (TOML) is not supported; write it in YAML, between --- lines',
  )

/**
 * YAML reads `title: 2026` as a number. Quoted text may contain any character, by its escape sequence:
 * `"\\0"`.
 */
function textOf(data: Record<string, unknown>, key: string): string | undefined {
  const value = data[key]
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return printable(value).trim() || undefined
  if (value === undefined || value === null) return undefined
  throw new SourceUnreadable('front-matter-invalid', `"${key}" in the front matter is not text`)
}

/**
 * A list, or words separated by commas. Nested values are refused: with YAML aliases they may be
 * endless.
 */
function tagsOf(value: unknown): string[] {
  if (value === undefined || value === null) return []
  const names: unknown = typeof value === 'string' ? value.split(',') : value
  if (!Array.isArray(names) || names.some((name) => typeof name === 'object'))
    throw new SourceUnreadable('front-matter-invalid', '"tags" in the front matter is not a list')
  const tags = names.map((name) => shortened(printable(String(name)), contentMaxima.tag))
  return [...new Set(tags.filter((tag) => tag !== ''))].slice(0, contentMaxima.tags)
}

const titleFrom = (name: string): string =>
  (name.split('/').at(-1) ?? name)
    .replace(/\.\w+$/, '')
    .replace(/[-_]+/g, ' ')
    .trim() || name
