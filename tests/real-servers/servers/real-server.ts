/** A server that somebody else wrote: installed once, started for each suite. */
export type RealServer = {
  readonly name: string
  /** Of the connector that speaks to it. */
  readonly platform: string
  readonly version: string
  /** The requests of which a publication consists, by method, space and path. */
  readonly requests: { readonly draft?: RegExp; readonly publish: RegExp }
  /** Whether posts have HTML, or are plain text. */
  readonly shows: 'html' | 'text'
  /** Posts have no place for a marker of ours: a lost one is looked for by its text. */
  readonly findsByText?: true
  /**
   * It reads posts as markup of its own, of which nothing can be escaped: what becomes of each kind of text is told by
   * the documents, and not once more by every construct.
   */
  readonly rereadsText?: true
  /** Tags in the text lead somewhere, which the API says by addresses like `#tag`. */
  readonly linksTags?: true
  /** The class of the element that has a post's text on its public page. */
  readonly article?: string
  /** A text, without what the server does to all texts by its own settings. */
  readonly withoutOwnTouch?: (text: string) => string
  /** Returns where it is; throws `Unavailable`. */
  install(): Promise<string>
  /** Starts it with its data in this directory, which is empty. */
  start(installed: string, directory: string): Promise<RunningServer>
}

export type RunningServer = AsyncDisposable & {
  readonly url: string
  /** For `POST /accounts`, of the server as it is reached at this origin. */
  account(origin: string): {
    readonly settings: Record<string, unknown>
    readonly credentials: Record<string, unknown>
  }
  /** All that readers can see, as the server's own API shows it to anybody. */
  posts(): Promise<SeenPost[]>
  /** What only editors see. */
  drafts(): Promise<SeenPost[]>
  /** Takes back what `account` was given to log in with. */
  revoke(): Promise<void>
  /** Dies as in a crash. */
  kill(): Promise<void>
  /** Comes back with the same data at the same address. */
  restart(): Promise<void>
}

/** A post as a reader meets it. */
export type SeenPost = {
  readonly id: string
  readonly url: string
  readonly title: string
  /** Of the text alone, from the API. */
  readonly html: string
  /** What hangs on the post beside its text: addresses and descriptions of pictures. */
  readonly pictures?: readonly string[]
}
