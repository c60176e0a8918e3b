import { createHash } from 'node:crypto'
import type { Ledger } from '../../ledger.ts'
import { seenHtml } from './as-lexical.ts'

export type Tag = { name: string; slug: string }
type Status = 'draft' | 'published' | 'scheduled'

export type Post = {
  readonly id: string
  readonly uuid: string
  readonly author: string
  readonly status: Status
  slug: string
  readonly title: string
  /** Null when there is nothing to show. */
  readonly html: string | null
  readonly custom_excerpt: string | null
  readonly canonical_url: string | null
  tags: Tag[]
  readonly created_at: string
  readonly updated_at: string
  published_at: string | null
}

export type Changes = Partial<
  Pick<Post, 'status' | 'title' | 'html' | 'custom_excerpt' | 'canonical_url' | 'published_at'>
> & { tags?: string[] }

/** The posts of a site. Nothing about them is unique but values that Ghost itself chooses. */
export class Posts {
  readonly #posts = new Map<string, Post>()
  readonly #tags: Tag[] = []
  readonly #ledger: Ledger
  readonly #now: () => number
  #made = 0

  constructor(ledger: Ledger, now: () => number) {
    this.#ledger = ledger
    this.#now = now
  }

  get all(): readonly Post[] {
    return [...this.#posts.values()]
  }

  find(id: string): Post | undefined {
    return this.#posts.get(id)
  }

  insert(author: string, changes: Changes, site: string): Post {
    const at = this.#time()
    const title = (changes.title || '(Untitled)').trim()
    const post: Post = {
      ...this.#nextIds(),
      author,
      status: 'draft',
      slug: this.#freeSlug(this.all, slugify(title) || 'untitled'),
      title,
      html: null,
      custom_excerpt: null,
      canonical_url: null,
      tags: [],
      created_at: at,
      updated_at: at,
      published_at: null,
    }
    this.#posts.set(post.id, post)
    return this.update(post, { ...changes, title }, site)
  }

  /** The time of publication stays when a post becomes a draft again. */
  update(post: Post, { tags, ...changes }: Changes, site: string): Post {
    const was = post.status
    Object.assign(post, changes, { updated_at: this.#time() })
    if (tags) post.tags = tags.map((name) => this.#tag(name))
    if (post.status === 'published') post.published_at ??= post.updated_at
    if (post.status === 'published' && was !== 'published') this.#show(post, site)
    if (post.status !== 'published' && was === 'published') this.#hide(post.id)
    return post
  }

  delete(id: string): void {
    this.#posts.delete(id)
    this.#hide(id)
  }

  /** Times are of whole seconds: two changes within one cannot be distinguished. */
  #time(): string {
    return new Date(Math.floor(this.#now() / 1000) * 1000).toISOString()
  }

  #nextIds() {
    this.#made += 1
    const seconds = Math.floor(this.#now() / 1000)
      .toString(16)
      .padStart(8, '0')
    const id = `${seconds}fa4e000000${this.#made.toString(16).padStart(6, '0')}`
    const digits = createHash('sha256').update(id).digest('hex')
    return { id, uuid: digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5') }
  }

  #tag(name: string): Tag {
    const known = this.#tags.find((tag) => tag.name.toLowerCase() === name.toLowerCase())
    if (known) return known
    const slug = slugify(name.replace(/^#/, 'hash-')) || 'tag'
    const tag = { name, slug: this.#freeSlug(this.#tags, slug) }
    this.#tags.push(tag)
    return tag
  }

  #freeSlug(taken: readonly { slug: string }[], wanted: string): string {
    let slug = wanted
    for (let number = 2; taken.some((one) => one.slug === slug); number++)
      slug = `${wanted}-${number}`
    return slug
  }

  /** A post that comes back after it was hidden is no second one. */
  #show(post: Post, site: string): void {
    const { id, author, title } = post
    const text = seenHtml(post.html)
    if (this.#ledger.of('ghost').some((known) => known.id === id)) return
    const url = urlOf(post, site)
    const at = this.#now()
    this.#ledger.publish({ platform: 'ghost', account: author, id, title, text, url, at })
  }

  #hide(id: string): void {
    this.#ledger.remove('ghost', id, this.#now())
  }
}

export const urlOf = ({ status, slug, uuid }: Post, site: string): string =>
  status === 'published' ? `${site}/${slug}/` : `${site}/p/${uuid}/`

const slugify = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|(?<!-)-+$/g, '')
