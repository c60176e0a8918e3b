import matter from 'gray-matter'
import { contentMaxima } from '../../content.ts'
import { printable } from '../../printable.ts'
import { SourceUnreadable } from '../item.ts'
import { shortened } from '../shortened.ts'
import { isDraft } from './is-draft.ts'

export interface Document {
  title: string
  summary?: string
  body: string
  tags?: string[]
}

/** Nobody has so much to say about an article before it begins. */
const frontMatterMax = 64 * 1024

/**
 * A Markdown file with front matter: `title`, `summary` (or `description`), `tags`. Undefined for a
 * draft. A title that is not given is the first heading, or else `name`. Throws `SourceUnreadable`.
 */
export function parseDocument(text: string, name: string): Document | undefined {
  const { data, content } = frontMatter(printable(text).replace(/^\ufeff/, ''))
  if (isDraft(data)) return undefined
  const given = textOf(data, 'title')
  const heading = given === undefined ? /^\s*# +(.+?)[ #]*(?:\r?\n|$)/.exec(content) : null
  // A heading that serves as the title would otherwise be published twice.
  const body = (heading ? content.slice(heading[0].length) : content).trim()
  if (body === '') throw new SourceUnreadable('item-empty', 'There is nothing in it')
  if (body.length > contentMaxima.body)
    throw new SourceUnreadable('item-too-large', 'It is too long')
  const summary = textOf(data, 'summary') ?? textOf(data, 'description')
  const tags = tagsOf(data['tags'])
  return {
    title: shortened(given ?? heading?.[1] ?? titleFrom(name), contentMaxima.title),
    body,
    ...(summary && { summary: shortened(summary, contentMaxima.summary) }),
    ...(tags.length > 0 && { tags }),
  }
}

function frontMatter(text: string): { data: Record<string, unknown>; content: string } {
  if (text.startsWith('---') && text.indexOf('\n---', 3) > frontMatterMax)
    throw new SourceUnreadable('front-matter-invalid', 'Its front matter is too long')
  try {
    // The library would run front matter marked as JavaScript; a text to publish is no program.
    const { data, content } = matter(text, {
      engines: { js: refuse, javascript: refuse, coffee: refuse },
    })
    return { data, content }
  } catch {
    throw new SourceUnreadable('front-matter-invalid', 'Its front matter is not YAML')
  }
}

function refuse(): never {
  throw new Error('front matter must be data, not code')
}

/** YAML reads `title: 2026` as a number. */
function textOf(data: Record<string, unknown>, key: string): string | undefined {
  const value = data[key]
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return value.trim() || undefined
  if (value === undefined || value === null) return undefined
  throw new SourceUnreadable('front-matter-invalid', `"${key}" in its front matter is not text`)
}

/** A list, or words with commas. What is nested in it is no tag, and may be without end. */
function tagsOf(value: unknown): string[] {
  if (value === undefined || value === null) return []
  const names: unknown = typeof value === 'string' ? value.split(',') : value
  if (!Array.isArray(names) || names.some((name) => typeof name === 'object'))
    throw new SourceUnreadable('front-matter-invalid', '"tags" in its front matter is no list')
  const tags = names.map((name) => shortened(String(name), contentMaxima.tag))
  return [...new Set(tags.filter((tag) => tag !== ''))].slice(0, contentMaxima.tags)
}

const titleFrom = (name: string): string =>
  (name.split('/').at(-1) ?? name)
    .replace(/\.\w+$/, '')
    .replace(/[-_]+/g, ' ')
    .trim() || name
