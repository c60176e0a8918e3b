import type { SeenPost } from '../real-server.ts'

type Posts = { readonly posts: readonly Post[] }
type Post = {
  readonly id: string
  readonly url: string
  readonly title: string
  readonly html: string | null
}

const pageSize = 100

/** By the API for themes and reader apps. */
export async function listPosts(
  url: string,
  { contentApiKey }: { readonly contentApiKey: string },
): Promise<SeenPost[]> {
  const found: SeenPost[] = []
  for (let page = 1; ; page += 1) {
    const query = `key=${contentApiKey}&limit=${pageSize}&page=${page}`
    const response = await fetch(`${url}/ghost/api/content/posts/?${query}`)
    if (!response.ok) throw new Error(`no posts: ${response.status} ${await response.text()}`)
    const posts = seenPosts((await response.json()) as Posts)
    found.push(...posts)
    if (posts.length < pageSize) return found
  }
}

export const seenPosts = ({ posts }: Posts): SeenPost[] =>
  posts.map(({ id, url, title, html }) => ({ id, url, title, html: html ?? '' }))
