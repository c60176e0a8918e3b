import {
  hashtags,
  checkLimits,
  measureText,
  checkReadable,
  type Content,
  type Limit,
  type Violation,
} from '@pressrun/content'
import { richText, type Facet } from './rich-text.ts'
import type { Settings } from './settings.ts'

export const collection = 'app.bsky.feed.post'

/** `maxGraphemes` and `maxLength` of the text in the lexicon of `app.bsky.feed.post`. */
export const postLimits: readonly Limit[] = [
  { path: 'text', unit: 'graphemes', max: 300 },
  { path: 'text', unit: 'bytes', max: 3_000 },
]

/** Of `app.bsky.richtext.facet#tag`, in graphemes. */
const tagMax = 64

export interface Post {
  $type: typeof collection
  text: string
  createdAt: string
  facets?: Facet[]
  langs?: string[]
}

/** The record as it is written: the same bytes for every attempt, or it would be another record. */
export function postOf(content: Content, { languages }: Settings, createdAt: Date): Post {
  const { text, facets } = richText(content)
  return {
    $type: collection,
    text,
    createdAt: createdAt.toISOString(),
    ...(facets.length > 0 && { facets }),
    ...(languages && { langs: languages }),
  }
}

export function checkPost(content: Content, limits: readonly Limit[]): Violation[] {
  const { text } = richText(content)
  if (text === '')
    return [{ code: 'empty', path: 'text', message: 'nothing is left to post as text' }]
  const tooLong = checkLimits({ ...content, text }, limits)
  return [
    ...(tooLong.length > 0 ? checkReadable(content.body) : []),
    ...tooLong,
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
