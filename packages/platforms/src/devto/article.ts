import {
  hashtags,
  printable,
  titleLine,
  checkLimits,
  measureText,
  withShortenedParts,
  withTitle,
  type AccountContent,
  type Limit,
  type Violation,
} from '@pressrun/content'
import type { Rejected } from '../outcomes.ts'
import { refusalOf } from '../refusal-of.ts'
import { forForem } from './for-forem.ts'

/** Of the 800 KB that a body may have, space for the marker. */
const markerBytesMax = 200

/** Forem's own: app/models/article.rb and tag.rb in forem/forem. */
export const limits: readonly Limit[] = [
  { path: 'title', unit: 'code-points', max: 128 },
  { path: 'body', unit: 'bytes', max: 800 * 1_024 - markerBytesMax },
]
const tagLengthMax = 30

/** An article as it is sent to Forem, without the fields of a task. */
export type Article = {
  readonly title: string
  readonly body: string
  readonly summary?: string
  readonly url?: string
  readonly tags: readonly string[]
}

/** The article, unless Forem would refuse it. */
export function articleOrRefusal(content: AccountContent): Article | Rejected {
  const article = articleOf(content, limits)
  return refusalOf(check(article, limits)) ?? article
}

/** Title and summary are shortened if requested; the body is one of which Forem removes nothing. */
function articleOf(content: AccountContent, max: readonly Limit[]): Article {
  const { title, summary, body, tags, url } = withShortenedParts(withTitle(content), max)
  return {
    title: titleLine(title),
    body: forForem(printable(body)),
    ...(summary && { summary: printable(summary) }),
    ...(url && { url }),
    tags: tagsOf(tags),
  }
}

export const validate = (content: AccountContent, max: readonly Limit[] = limits): Violation[] =>
  check(articleOf(content, max), max)

function check({ title, body, tags }: Article, max: readonly Limit[]): Violation[] {
  return [
    ...checkLimits({ title, body }, max),
    ...(title === '' ? [emptyTitle] : []),
    ...tags.flatMap(checkTag),
  ]
}

const tagsMax = 4

/**
 * Tags are letters and digits, in lower case: `Web Dev` is `webdev`. Beyond Forem's limit only the first four are
 * used.
 */
const tagsOf = (tags: readonly string[] = []): string[] =>
  hashtags(tags)
    .map((tag) => tag.toLowerCase().replaceAll('_', ''))
    .slice(0, tagsMax)

const emptyTitle: Violation = { code: 'empty', path: 'title', message: 'the title is empty' }

function checkTag(tag: string): Violation[] {
  const actual = measureText(tag, 'code-points')
  if (actual <= tagLengthMax) return []
  const message = `the tag ${tag} has ${actual} code-points, ${tagLengthMax} are allowed`
  return [{ code: 'too-long', path: 'tags', message, limit: tagLengthMax, actual }]
}
