import type { Ledger } from '../../ledger.ts'
import { rendered } from './rendered.ts'

export const statuses = ['publish', 'future', 'draft', 'pending', 'private', 'trash'] as const
export type Status = (typeof statuses)[number]

export type Post = {
  readonly id: number
  readonly author: string
  readonly status: Status
  slug: string
  readonly title: string
  readonly content: string
  readonly excerpt: string
  tags: number[]
}

export type Changes = Partial<Omit<Post, 'id' | 'author'>>

const trashed = /__trashed(-\d+)?$/

/** The posts of a site. A taken slug gets a number; nothing else is unique. */
export class Posts {
  readonly #posts = new Map<number, Post>()
  readonly #ledger: Ledger
  readonly #now: () => number
  #lastId = 0

  constructor(ledger: Ledger, now: () => number) {
    this.#ledger = ledger
    this.#now = now
  }

  get all(): readonly Post[] {
    return [...this.#posts.values()]
  }

  find(id: number): Post | undefined {
    return this.#posts.get(id)
  }

  /** `slug` was searched for before: two concurrent searches may get the same. */
  insert(author: string, slug: string, changes: Changes, site: string): Post {
    const id = (this.#lastId += 1)
    const empty = { title: '', content: '', excerpt: '', tags: [] }
    const post: Post = { ...empty, ...changes, id, author, slug, status: 'draft' }
    this.#posts.set(id, post)
    return this.update(post, { status: changes.status ?? 'draft' }, site)
  }

  update(post: Post, changes: Changes, site: string): Post {
    const was = post.status
    Object.assign(post, changes)
    post.slug = this.#slugOf(post, was)
    if (post.status === 'publish' && was !== 'publish') this.#show(post, site)
    if (post.status !== 'publish' && was === 'publish') this.#hide(post.id)
    return post
  }

  delete(id: number): void {
    this.#posts.delete(id)
    this.#hide(id)
  }

  freeSlug(wanted: string, id?: number): string {
    const isTaken = (slug: string) => this.all.some((post) => post.slug === slug && post.id !== id)
    let slug = wanted
    for (let number = 2; isTaken(slug); number++) slug = `${wanted}-${number}`
    return slug
  }

  /** A post in the trash leaves its slug to others; a draft needs none until it is published. */
  #slugOf({ id, status, slug, title }: Post, was: Status): string {
    if (status === 'trash') return was === 'trash' ? slug : this.freeSlug(`${slug}__trashed`, id)
    const own = slug.replace(trashed, '')
    if (status === 'draft' || status === 'pending') return own
    return this.freeSlug(own || sanitizeSlug(title), id)
  }

  /** A post that comes back after it was hidden is no second one. */
  #show(post: Post, site: string): void {
    const id = String(post.id)
    if (this.#ledger.of('wordpress').some((known) => known.id === id)) return
    this.#ledger.publish({
      platform: 'wordpress',
      account: post.author,
      id,
      title: unescape(post.title),
      text: rendered(post.content),
      url: linkOf(post, site),
      at: this.#now(),
    })
  }

  #hide(id: number): void {
    this.#ledger.remove('wordpress', String(id), this.#now())
  }
}

export const linkOf = ({ id, status, slug }: Post, site: string): string =>
  status === 'publish' || status === 'private' ? `${site}/${slug}/` : `${site}/?p=${id}`

export const sanitizeSlug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^-+|(?<!-)-+$/g, '')

/** As a reader sees it. */
const unescape = (html: string): string =>
  html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
