import {
  fitted,
  hashtags,
  checkLimits,
  measureText,
  checkReadable,
  type AccountContent,
  type Fitted,
  type Limit,
  type Violation,
} from '@pressrun/content'
import { richText, type Facet, type RichText } from './rich-text.ts'
import type { Settings } from './settings.ts'

export const collection = 'app.bsky.feed.post'

/** `maxGraphemes` and `maxLength` of the text in the lexicon of `app.bsky.feed.post`. */
export const postLimits: readonly Limit[] = [
  { path: 'text', unit: 'graphemes', max: 300 },
  { path: 'text', unit: 'bytes', max: 3_000 },
]

/** Of `app.bsky.richtext.facet#tag`, in graphemes. */
const tagMax = 64

export type Post = {
  $type: typeof collection
  readonly text: string
  readonly createdAt: string
  readonly facets?: readonly Facet[]
  readonly langs?: string[]
}

/** The record as it is written: the same bytes for every attempt, or it would be another record. */
export function postOf({ text, facets }: RichText, { languages }: Settings, createdAt: Date): Post {
  return {
    $type: collection,
    text,
    createdAt: createdAt.toISOString(),
    ...(facets.length > 0 && { facets }),
    ...(languages && { langs: languages }),
  }
}

/** Facets stand in the order of the text. */
export function withMentions(post: Post, mentions: readonly Facet[]): Post {
  if (mentions.length === 0) return post
  const facets = [...(post.facets ?? []), ...mentions]
  return { ...post, facets: facets.toSorted((a, b) => a.index.byteStart - b.index.byteStart) }
}

/** The posted text: all of it or, if requested and it is too long, its teaser. */
export const fittedPost = (content: AccountContent): Fitted<RichText> =>
  fitted(content, richText, (post) => tooLong(post, postLimits).length === 0)

const tooLong = ({ text }: RichText, limits: readonly Limit[]): Violation[] =>
  checkLimits({ text }, limits)

export function checkPost(
  { content, rendered: post }: Fitted<RichText>,
  limits: readonly Limit[],
): Violation[] {
  if (post.text === '')
    return [{ code: 'empty', path: 'text', message: 'nothing is left to post as text' }]
  const found = tooLong(post, limits)
  return [
    ...(found.length > 0 ? checkReadable(content.body) : []),
    ...found,
    ...checkTags(content.tags ?? []),
  ]
}

function checkTags(tags: readonly string[]): Violation[] {
  return hashtags(tags).flatMap((tag) => {
    const actual = measureText(tag, 'graphemes')
    if (actual <= tagMax) return []
    const message = `#${tag} has ${actual} graphemes, ${tagMax} are allowed`
    return [{ code: 'too-long', path: 'tags', message, limit: tagMax, actual }]
  })
}
