import { contentMaxima, printable } from '@pressrun/content'
import { FrontMatterInvalid, readArticle, titleFromName } from '@pressrun/content/front-matter'
import { SourceUnreadable } from '../item.ts'
import { shortened } from '../shortened.ts'

export type Document = {
  readonly title: string
  readonly summary?: string
  readonly body: string
  readonly tags?: string[]
  readonly url?: string
  readonly fields?: Readonly<Record<string, unknown>>
  readonly notBefore?: string
}

/** A body with a heading above it and blanks around it. */
const textMax = 2 * contentMaxima.body

/**
 * Parses a Markdown file with front matter. Undefined for a draft. The title defaults to the first heading, or else to
 * the file's `name`. Throws `SourceUnreadable`.
 */
export function parseDocument(text: string, name: string): Document | undefined {
  if (text.length > textMax) throw tooLong()
  const article = read(text)
  if (article.draft !== undefined) return undefined
  const { body, summary, tags, url, fields, notBefore } = article
  if (body === '') throw new SourceUnreadable('item-empty', 'A file has no text')
  if (body.length > contentMaxima.body) throw tooLong()
  return {
    title: shortened(article.title ?? titleFromName(printable(name)), contentMaxima.title),
    body,
    ...(summary && { summary: shortened(summary, contentMaxima.summary) }),
    ...(tags.length > 0 && { tags: tags.slice(0, contentMaxima.tags).map(shortTag) }),
    ...(url && { url }),
    ...(fields && { fields }),
    ...(notBefore && { notBefore: notBefore.toISOString() }),
  }
}

const shortTag = (tag: string) => shortened(tag, contentMaxima.tag)

const tooLong = () => new SourceUnreadable('item-too-large', 'The text of a file is too long')

function read(text: string) {
  try {
    return readArticle(text)
  } catch (error) {
    if (!(error instanceof FrontMatterInvalid)) throw error
    throw new SourceUnreadable(
      'front-matter-invalid',
      `The front matter of a file ${error.message}`,
    )
  }
}
