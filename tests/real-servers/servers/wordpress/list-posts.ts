import type { SeenPost } from '../real-server.ts'

type Post = {
  readonly id: number
  readonly link: string
  readonly title: { readonly rendered: string }
  readonly content: { readonly rendered: string }
}

type Asked = {
  readonly url: string
  readonly username: string
  readonly applicationPassword: string
}

const pageSize = 100

/** Published posts are requested anonymously, all others as the editor. */
export async function listPosts(asked: Asked, statuses: string): Promise<SeenPost[]> {
  const login = Buffer.from(`${asked.username}:${asked.applicationPassword}`).toString('base64')
  const headers = statuses === 'publish' ? {} : { authorization: `Basic ${login}` }
  const found: SeenPost[] = []
  for (let page = 1; ; page += 1) {
    const query = new URLSearchParams({
      status: statuses,
      page: String(page),
      per_page: String(pageSize),
    })
    const response = await fetch(`${asked.url}/wp-json/wp/v2/posts?${query.toString()}`, {
      headers,
    })
    if (!response.ok) throw new Error(`no posts: ${response.status} ${await response.text()}`)
    const posts = (await response.json()) as Post[]
    found.push(...posts.map(shown))
    if (posts.length < pageSize) return found
  }
}

const shown = ({ id, link, title, content }: Post): SeenPost => ({
  id: String(id),
  url: link,
  title: title.rendered,
  html: content.rendered,
})
