import type { Answer, World } from '../platform-fake.ts'

export type Wanted = {
  readonly title?: unknown
  readonly body_markdown?: unknown
  published?: unknown
  readonly canonical_url?: unknown
  tags?: unknown
}
type Article = {
  readonly id: number
  readonly account: string
  readonly title: string
  readonly body: string
  readonly canonicalUrl: string | undefined
  readonly createdAtMs: number
  published: boolean
}

/** A Forem from before 2023: the same title and body are refused for ever. */
const oldForem = /^old-forem-/
const titleWindowMs = 5 * 60_000
const titleMax = 128
const bodyBytesMax = 800 * 1_024
const tagsMax = 4
const perPageMax = 1_000

/** The articles of all users. A user's title is refused a second time within five minutes. */
export class DevtoArticles {
  readonly #world: World
  readonly #articles: Article[] = []

  constructor(world: World) {
    this.#world = world
  }

  create(account: string, wanted: Wanted | undefined): Answer {
    const { title, body_markdown: body, tags = [], published, canonical_url } = wanted ?? {}
    const canonicalUrl = typeof canonical_url === 'string' ? canonical_url : undefined
    if (typeof title !== 'string' || title.trim() === '') return refusal("Title can't be blank")
    if (Array.from(title).length > titleMax) return refusal('Title is too long')
    if (typeof body !== 'string') return refusal("Body markdown can't be blank")
    if (Buffer.byteLength(body) > bodyBytesMax) return refusal('Body markdown is too long.')
    const problem =
      tagProblem(tags) ?? this.#repeat(account, title, body) ?? this.#taken(account, canonicalUrl)
    if (problem) return refusal(problem)
    const createdAtMs = this.#world.now()
    const id = this.#articles.length + 1
    const created = { id, account, title, body, canonicalUrl, createdAtMs, published: false }
    this.#articles.push(created)
    if (published === true) this.#publish(created)
    return { status: 201, body: shown(created) }
  }

  update(account: string, id: number, published: boolean): Answer {
    const article = this.#of(account).find((article) => article.id === id)
    if (!article) return { status: 404, body: { error: 'not found', status: 404 } }
    if (published && !article.published) this.#publish(article)
    article.published = published
    return { status: 200, body: shown(article) }
  }

  /** Drafts come first, then the newest. */
  list(account: string, page: number, perPage: number): object[] {
    const size = Math.min(perPage, perPageMax)
    return this.#of(account)
      .toSorted((a, b) => Number(a.published) - Number(b.published) || b.id - a.id)
      .slice((page - 1) * size, page * size)
      .map(shown)
  }

  lately(account: string, forMs: number): number {
    return this.#of(account).filter(({ createdAtMs }) => createdAtMs > this.#world.now() - forMs)
      .length
  }

  #repeat(account: string, title: string, body: string): string | undefined {
    const same = this.#of(account).filter((article) => article.title === title)
    if (oldForem.test(account))
      return same.some((article) => article.body === body)
        ? 'Body markdown has already been taken'
        : undefined
    const sinceMs = this.#world.now() - titleWindowMs
    return same.some(({ createdAtMs }) => createdAtMs > sinceMs)
      ? 'Title has already been used in the last five minutes'
      : undefined
  }

  /** An address is the canonical one of a single article (app/models/article.rb in forem/forem). */
  #taken(account: string, canonicalUrl: string | undefined): string | undefined {
    const isTaken =
      canonicalUrl !== undefined &&
      this.#of(account).some((article) => article.canonicalUrl === canonicalUrl)
    return isTaken ? 'Canonical url has already been taken' : undefined
  }

  #publish(article: Article): void {
    article.published = true
    const { account, title, body } = article
    const text = body.replace(/<!--.*?-->/gs, '').trim()
    const post = { platform: 'devto', account, id: String(article.id), title, text }
    this.#world.ledger.publish({ ...post, url: urlOf(article), at: this.#world.now() })
  }

  /** A removed article is gone. */
  #of(account: string): Article[] {
    const posts = this.#world.ledger.of('devto', account)
    const gone = new Set(posts.filter((post) => post.removedAt !== undefined).map(({ id }) => id))
    return this.#articles.filter(
      (article) => article.account === account && !gone.has(String(article.id)),
    )
  }
}

function tagProblem(tags: unknown): string | undefined {
  if (!Array.isArray(tags)) return 'Tags must be a list'
  if (tags.length > tagsMax) return `Tag list exceed the maximum of ${tagsMax} tags`
  const bad = tags.find((tag) => !/^[\p{L}\p{M}\p{Nd}]{1,30}$/u.test(String(tag)))
  return bad === undefined ? undefined : `Tag "${bad}" contains non-alphanumeric characters`
}

function refusal(error: string): Answer {
  return { status: 422, body: { error, status: 422 } }
}

function shown(article: Article): object {
  return {
    type_of: 'article',
    id: article.id,
    title: article.title,
    published: article.published,
    published_at: new Date(article.createdAtMs).toISOString(),
    url: urlOf(article),
    body_markdown: article.body,
  }
}

const urlOf = ({ account, id }: Article) =>
  `https://forem.example/${encodeURIComponent(account)}/article-${id}`
