import type { AccountId } from '@pressrun/events'
import type pg from 'pg'

/** The title of runs that a person asked for. */
export const byHand = 'By hand'

/** A post of an item that went out automatically, or because a person asked. */
export type Post = { readonly account: AccountId; readonly item: string; readonly byHand: boolean }

/** What accounts received, as far as it was counted. */
export class Posts {
  readonly #pool: pg.Pool
  readonly #accounts: readonly AccountId[]
  readonly #tasks = new Set<string>()
  readonly #given = new Set<string>()
  /** Automatic posts to accounts that had the item already: none, if all is well. */
  readonly givenTwice: Post[] = []

  constructor(pool: pg.Pool, accounts: readonly AccountId[]) {
    this.#pool = pool
    this.#accounts = accounts
  }

  has(account: AccountId, item: string): boolean {
    return this.#given.has(`${account} ${item}`)
  }

  /** Returns how many posts were added since the last count. */
  async count(): Promise<number> {
    const { rows } = await this.#pool.query<Post & { id: string }>(
      `select tasks.id, account_id as account, articles.title as item, runs.title = $2 as "byHand"
      from tasks join runs on runs.id = run_id join articles on articles.id = article_id
      where account_id = any($1::text[])`,
      [this.#accounts, byHand],
    )
    const posts = rows.filter(({ id }) => !this.#tasks.has(id))
    for (const { id, ...post } of posts) {
      if (this.has(post.account, post.item) && !post.byHand) this.givenTwice.push(post)
      this.#given.add(`${post.account} ${post.item}`)
      this.#tasks.add(id)
    }
    return posts.length
  }
}
