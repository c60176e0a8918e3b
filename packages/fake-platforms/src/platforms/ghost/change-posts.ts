import type { Answer } from '../../platform-fake.ts'
import { ghostError, invalid, notFound } from './errors.ts'
import { asLexical, refused } from './as-lexical.ts'
import { urlOf, type Changes, type Post, type Posts } from './posts.ts'

type Given = Record<string, unknown>
export type Body = { posts?: Given[] } | null

export type Change = { posts: Posts; author: string; body: Body; site: string }

export function createPost({ posts, author, body, site }: Change, source?: string): Answer {
  const given = body?.posts?.[0]
  if (given === undefined) return invalid('posts is required')
  const wrong = findWrong(given)
  if (wrong !== undefined) return invalid(wrong)
  const changes = readChanges(given, source)
  if (changes === refused) return invalid('Failed to convert HTML to Mobiledoc')
  const post = posts.insert(author, changes, site)
  return { status: 201, body: { posts: [showPost(post, site)] } }
}

export function updatePost({ posts, body, site }: Change, id: string, source?: string): Answer {
  const given = body?.posts?.[0]
  const post = posts.find(id)
  if (post === undefined) return notFound('edit post')
  if (typeof given?.['updated_at'] !== 'string') return invalid("must have property 'updated_at'")
  const wrong = findWrong(given)
  if (wrong !== undefined) return invalid(wrong)
  const changes = readChanges(given, source)
  if (changes === refused) return invalid('Failed to convert HTML to Mobiledoc')
  // A request that changes nothing never collides.
  if (!changesAny(post, changes)) return { status: 200, body: { posts: [showPost(post, site)] } }
  if (Date.parse(given['updated_at']) !== Date.parse(post.updated_at)) return collision
  return { status: 200, body: { posts: [showPost(posts.update(post, changes, site), site)] } }
}

export function deletePost({ posts }: Change, id: string): Answer {
  if (posts.find(id) === undefined) return notFound('delete post')
  posts.delete(id)
  return { status: 204 }
}

export const showPost = (post: Post, site: string): object => {
  const { author: _author, ...shown } = post
  return { ...shown, url: urlOf(post, site) }
}

const collision = ghostError(409, {
  type: 'UpdateCollisionError',
  code: 'UPDATE_COLLISION',
  message: 'Saving failed! Someone else is editing this post.',
})

const statuses: unknown[] = ['draft', 'published', 'scheduled']

function findWrong({ title, custom_excerpt: excerpt, status, tags = [] }: Given) {
  if (title !== undefined && !isShort(title, 255)) return 'title must NOT have over 255 characters'
  if (typeof title === 'string' && title !== '' && title.trim() === '')
    return 'Value in [posts.title] cannot be blank.'
  if (excerpt && !isShort(excerpt, 300)) return 'custom_excerpt must NOT have over 300 characters'
  if (status !== undefined && !statuses.includes(status)) return 'status is not known'
  const areTags = Array.isArray(tags) && tags.every((tag: Given) => isShort(tag['name'], 191))
  return areTags ? undefined : 'tags must have names of 191 characters at most'
}

const isShort = (text: unknown, max: number) =>
  typeof text === 'string' && Array.from(text).length <= max

/** HTML is used only if the request names it as the source, and becomes Ghost's own format. */
function readChanges(given: Given, source: string | undefined): Changes | typeof refused {
  const { status, title, html, custom_excerpt, canonical_url, published_at, tags } = given
  const shown = source === 'html' && typeof html === 'string' ? asLexical(html) : undefined
  if (shown === refused) return refused
  const own = { status, title, custom_excerpt, canonical_url, published_at }
  const known = { ...own, html: shown }
  const result = Object.entries(known).filter(([, value]) => value !== undefined)
  const names = Array.isArray(tags) && { tags: tags.map((tag: { name: string }) => tag.name) }
  return { ...(Object.fromEntries(result) as Changes), ...names }
}

function changesAny(post: Post, { tags, ...changes }: Changes): boolean {
  if (tags && tags.join() !== post.tags.map(({ name }) => name).join()) return true
  return Object.entries(changes).some(([name, value]) => post[name as keyof Post] !== value)
}
