export type VisiblePost = {
  readonly platform: string
  readonly account: string
  readonly id: string
  readonly title?: string
  readonly text: string
  readonly url: string
  readonly at: number
  removedAt?: number
}

/** Every post that was ever visible, in the order in which they appeared. */
export class Ledger {
  readonly #posts: VisiblePost[] = []

  publish(post: VisiblePost): void {
    this.#posts.push(post)
  }

  /** A removed post stays recorded: it was seen. */
  remove(platform: string, id: string, at = Date.now()): void {
    const post = this.#posts.find((post) => post.platform === platform && post.id === id)
    if (post) post.removedAt ??= at
  }

  get posts(): readonly VisiblePost[] {
    return this.#posts
  }

  of(platform: string, account?: string): VisiblePost[] {
    return this.#posts.filter(
      (post) => post.platform === platform && (account === undefined || post.account === account),
    )
  }
}
