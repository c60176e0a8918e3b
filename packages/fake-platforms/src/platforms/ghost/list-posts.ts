import type { Answer } from '../../platform-fake.ts'
import { ghostError } from './errors.ts'
import type { Post } from './posts.ts'

export type ListQuery = Partial<Record<'filter' | 'limit' | 'fields' | 'source', string>>

type Test = (post: Post) => boolean

const sizeMax = 100

/** The needed part of the filter language NQL: `field:value` and `field:[a,b]`, joined by `+`. */
export function listPosts(
  posts: readonly Post[],
  query: ListQuery,
  show: (post: Post) => object,
): Answer {
  const tests = testsOf(query.filter ?? '')
  if (tests === undefined)
    return ghostError(400, { type: 'BadRequestError', message: 'Error parsing filter' })
  const size = Math.min(Number(query.limit ?? 15), sizeMax)
  const found = posts.filter((post) => tests.every((test) => test(post)))
  return { status: 200, body: { posts: found.slice(0, size).map(show), meta: {} } }
}

/** Undefined for an unknown form. A filter that names no status means published posts. */
function testsOf(filter: string): Test[] | undefined {
  const tests: Test[] = []
  const parts = filter.split('+').filter(Boolean)
  if (!parts.some((part) => part.startsWith('status:'))) parts.push('status:published')
  for (const part of parts) {
    const [, field, list = ''] = /^(tag|status|id):\[?([\w,-]+)\]?$/.exec(part) ?? []
    if (field === undefined) return undefined
    const values = list.split(',')
    tests.push((post) => valuesOf(post, field).some((value) => values.includes(value)))
  }
  return tests
}

function valuesOf(post: Post, field: string): string[] {
  if (field === 'tag') return post.tags.map(({ slug }) => slug)
  return [field === 'id' ? post.id : post.status]
}
