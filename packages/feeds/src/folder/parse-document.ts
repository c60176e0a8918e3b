import { contentMaxima, printable } from '@pressrun/content'
import {
  FrontMatterInvalid,
  readFrontMatter,
  type FrontMatter,
} from '@pressrun/content/front-matter'
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

function frontMatter(text: string): FrontMatter {
  try {
    return readFrontMatter(text)
  } catch (error) {
    if (!(error instanceof FrontMatterInvalid)) throw error
    throw new SourceUnreadable(
      'front-matter-invalid',
      `The front matter of a file ${error.message}`,
    )
  }
}

/**
 * YAML reads `title: 2026` as a number. Quoted text may contain any character, by its escape sequence:
 * `"\\0"`.
 */
function textOf(data: FrontMatter['data'], key: string): string | undefined {
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
