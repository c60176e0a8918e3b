import { printable } from '../printable.ts'
import { readDocument } from '../text/read-document.ts'
import { plainWords } from '../text/plain-words.ts'
import { draftMark } from './draft-mark.ts'
import { FrontMatterInvalid } from './front-matter-invalid.ts'
import { otherFields, type OtherFields } from './other-fields.ts'
import { readFields, type Fields } from './read-fields.ts'
import { readFrontMatter } from './read-front-matter.ts'
import { takeHeading } from './take-heading.ts'

export type ReadArticle = Fields & {
  readonly body: string
  readonly fields?: OtherFields | undefined
  /** The field that marks it as a draft. */
  readonly draft?: string | undefined
}

/**
 * A Markdown file as an article, for the folders and the command line alike. The title is that of the front matter or
 * else the heading that the text begins with, as plain text; that heading is then no part of the body. Throws
 * `FrontMatterInvalid`.
 */
export function readArticle(text: string): ReadArticle {
  const { data, written, content } = readFrontMatter(printable(text))
  const mark = draftMark(data)
  if (mark?.says === 'unclear')
    throw new FrontMatterInvalid(`has a "${mark.key}" that is neither yes nor no`)
  const fields = readFields(data)
  const first = fields.title === undefined ? takeHeading(content) : undefined
  const title = fields.title ?? (first && plainTitle(first.heading))
  const body = first !== undefined && title !== undefined ? first.rest : content
  return {
    ...fields,
    fields: otherFields(written),
    title,
    body: body.trim(),
    draft: mark?.key,
  }
}

/** A heading without its marks and pictures; undefined where nothing is left. */
function plainTitle(heading: string): string | undefined {
  const root = heading.length <= headingMax ? readDocument(heading) : undefined
  return (root ? plainWords(root) : heading) || undefined
}

/** A longer one is cut by its reader. */
const headingMax = 10_000
