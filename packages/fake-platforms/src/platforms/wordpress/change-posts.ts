import type { Answer } from '../../platform-fake.ts'
import { badParameter, noSuchPost, notLoggedIn, wpError } from './errors.ts'
import { linkOf, statuses, type Changes, type Post, type Posts } from './posts.ts'
import { rendered } from './rendered.ts'
import type { User } from './users.ts'

export type Body = Partial<Record<keyof Post, unknown>> | null

export type Change = { posts: Posts; user: User; body: Body; site: string }

export function createPost({ posts, user, body, site }: Change, slug: string): Answer {
  if (!user.isLoggedIn) return notLoggedIn('rest_cannot_create')
  if (body?.id !== undefined)
    return wpError(400, 'rest_post_exists', 'Cannot create existing post.')
  const changes = readChanges(body)
  if (typeof changes === 'string') return badParameter(changes)
  if (changes.status === 'publish' && !user.mayPublish) return cannotPublish()
  const { title, content, excerpt } = changes
  if (!title && !content && !excerpt)
    return wpError(400, 'empty_content', 'Content, title, and excerpt are empty.')
  return { status: 201, body: showPost(posts.insert(user.name, slug, changes, site), site) }
}

export function updatePost({ posts, user, body, site }: Change, id: number): Answer {
  const post = posts.find(id)
  if (post === undefined) return noSuchPost()
  if (!user.isLoggedIn) return notLoggedIn('rest_cannot_edit')
  if (post.author !== user.name) return cannot('edit')
  const changes = readChanges(body)
  if (typeof changes === 'string') return badParameter(changes)
  if (changes.status === 'publish' && !user.mayPublish) return cannotPublish()
  return { status: 200, body: showPost(posts.update(post, changes, site), site) }
}

export function deletePost({ posts, user, site }: Change, id: number, force: boolean): Answer {
  const post = posts.find(id)
  if (post === undefined) return noSuchPost()
  if (!user.isLoggedIn) return notLoggedIn('rest_cannot_delete')
  if (post.author !== user.name) return cannot('delete')
  if (force) {
    posts.delete(id)
    return { status: 200, body: { deleted: true, previous: showPost(post, site) } }
  }
  if (post.status === 'trash')
    return wpError(410, 'rest_already_trashed', 'The post has already been deleted.')
  return { status: 200, body: showPost(posts.update(post, { status: 'trash' }, site), site) }
}

export function showPost(post: Post, site: string): object {
  const { id, status, slug, tags } = post
  const [title, excerpt] = [post.title, post.excerpt].map((raw) => ({ raw, rendered: raw }))
  const content = { raw: post.content, rendered: rendered(post.content) }
  return { id, status, slug, tags, title, content, excerpt, link: linkOf(post, site) }
}

/** The name of an invalid parameter, or the changes. */
function readChanges(body: Body): Changes | string {
  const texts = (['title', 'content', 'excerpt', 'slug'] as const).filter(
    (name) => body?.[name] !== undefined,
  )
  const odd = texts.find((name) => typeof body?.[name] !== 'string')
  if (odd) return odd
  const { status, tags } = body ?? {}
  const known = statuses.find((name) => name === status)
  if (status !== undefined && (known === undefined || known === 'trash')) return 'status'
  if (tags !== undefined && !isNumbers(tags)) return 'tags'
  return {
    ...Object.fromEntries(texts.map((name) => [name, body?.[name]])),
    ...(known && { status: known }),
    ...(isNumbers(tags) && { tags }),
  }
}

const isNumbers = (tags: unknown): tags is number[] =>
  Array.isArray(tags) && tags.every(Number.isInteger)

const cannot = (what: string) =>
  wpError(403, `rest_cannot_${what}`, `Sorry, you are not allowed to ${what} this post.`)

const cannotPublish = () =>
  wpError(403, 'rest_cannot_publish', 'Sorry, you are not allowed to publish posts.')
