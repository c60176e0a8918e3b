import type { Answer } from '../../platform-fake.ts'
import { badParameter, notLoggedIn, wpError } from './errors.ts'
import { statuses, type Post } from './posts.ts'
import type { User } from './users.ts'

export type ListQuery = Partial<
  Record<'slug' | 'status' | 'context' | 'order' | 'per_page' | '_fields', string>
>

const words = (text: string) => text.split(',').filter(Boolean)

/** An author: of unpublished posts only the own ones can be seen. */
export function listPosts(
  posts: readonly Post[],
  query: ListQuery,
  user: User,
  show: (post: Post) => object,
): Answer {
  const { slug, status = 'publish', context, order = 'desc', per_page: size = '10' } = query
  const wanted = words(status)
  if (wanted.some((name) => name !== 'any' && !isStatus(name))) return badParameter('status')
  // Parameters are judged before the context: seen on 6.1 and 6.8.
  if (status !== 'publish' && !user.isLoggedIn)
    return wpError(400, 'rest_invalid_param', 'Invalid parameter(s): status')
  if (context === 'edit' && !user.isLoggedIn) return notLoggedIn('rest_forbidden_context')
  const slugs = slug === undefined ? undefined : new Set(words(slug))
  const found = posts
    .filter((post) => hasStatus(post, wanted) && (slugs === undefined || slugs.has(post.slug)))
    .filter((post) => post.author === user.name || (post.status === 'publish' && !context))
    .sort((a, b) => (order === 'asc' ? a.id - b.id : b.id - a.id))
  return { status: 200, body: found.slice(0, Number(size)).map(show) }
}

const isStatus = (name: unknown) => statuses.some((status) => status === name)

/** `any` means all but the trash, which has to be named. */
const hasStatus = ({ status }: Post, wanted: string[]) =>
  wanted.includes(status) || (wanted.includes('any') && status !== 'trash')
