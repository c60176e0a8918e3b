import type { SeenPost } from '../real-server.ts'

type Facet = {
  readonly index: { readonly byteStart: number; readonly byteEnd: number }
  readonly features: readonly {
    readonly $type: string
    readonly uri?: string
    readonly tag?: string
    readonly did?: string
  }[]
}

type Post = {
  readonly uri: string
  readonly value: { readonly text: string; readonly facets?: readonly Facet[] }
}

type Page = { readonly records: readonly Post[]; readonly cursor?: string }

/** They are public; clients turn their facets into links. */
export async function listPosts(url: string, did: string): Promise<SeenPost[]> {
  const found: SeenPost[] = []
  let cursor = ''
  do {
    const query = new URLSearchParams({ repo: did, collection: 'app.bsky.feed.post', limit: '100' })
    if (cursor !== '') query.set('cursor', cursor)
    const response = await fetch(`${url}/xrpc/com.atproto.repo.listRecords?${query.toString()}`)
    if (!response.ok) throw new Error(`no posts: ${response.status} ${await response.text()}`)
    const page = (await response.json()) as Page
    found.push(...page.records.map(shown))
    cursor = page.cursor ?? ''
  } while (cursor !== '')
  return found
}

const shown = ({ uri, value }: Post): SeenPost => ({
  id: uri,
  url: uri,
  title: '',
  html: withLinks(value.text, value.facets ?? []),
})

/** Facets count bytes of UTF-8; https://docs.bsky.app/docs/advanced-guides/post-richtext. */
function withLinks(text: string, facets: readonly Facet[]): string {
  const bytes = Buffer.from(text)
  const part = (from: number, to?: number) => escaped(bytes.subarray(from, to).toString())
  let [html, at] = ['', 0]
  for (const { index, features } of facets.toSorted(
    (a, b) => a.index.byteStart - b.index.byteStart,
  )) {
    const inside = part(index.byteStart, index.byteEnd)
    const [{ uri, tag, did } = {}] = features
    const href = uri ?? (tag === undefined ? `at://${did}` : `#${tag}`)
    html += `${part(at, index.byteStart)}<a href="${escaped(href)}">${inside}</a>`
    at = index.byteEnd
  }
  return (html + part(at)).replaceAll('\n', '<br>')
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
