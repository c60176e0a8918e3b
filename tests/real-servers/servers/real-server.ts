/** A third-party server: installed once, started for each suite. */
export type RealServer = {
  readonly name: string
  /** The platform of the connector for it. */
  readonly platform: string
  readonly version: string
  /** The requests of a publication, by method, space and path. */
  readonly requests: { readonly draft?: RegExp; readonly publish: RegExp }
  /** Whether posts have HTML, or are plain text. */
  readonly shows: 'html' | 'text'
  /** Posts have no field for a marker of ours: a lost one is searched by its text. */
  readonly findsByText?: true
  /**
   * It parses posts as markup of its own, without escapes: the documents cover each kind of text, so the constructs are
   * left out.
   */
  readonly rereadsText?: true
  /** Tags in the text become links, which the API shows as addresses like `#tag`. */
  readonly linksTags?: true
  /** The class of the element that has a post's text on its public page. */
  readonly article?: string
  /** A text, without the changes that the server makes to every text by its settings. */
  readonly withoutOwnTouch?: (text: string) => string
  /** Returns its location; throws `Unavailable`. */
  install(): Promise<string>
  /** Starts it with its data in this directory, which is empty. */
  start(installed: string, directory: string): Promise<RunningServer>
}

export type RunningServer = AsyncDisposable & {
  readonly url: string
  /** The body of `POST /accounts`, for the server as reached at this origin. */
  account(origin: string): {
    readonly settings: Record<string, unknown>
    readonly credentials: Record<string, unknown>
  }
  /** All posts that readers can see, by the server's own public API. */
  posts(): Promise<SeenPost[]>
  /** What only editors see. */
  drafts(): Promise<SeenPost[]>
  /** Revokes the credentials that `account` was given. */
  revoke(): Promise<void>
  /** Dies as in a crash. */
  kill(): Promise<void>
  /** Restarts with the same data at the same address. */
  restart(): Promise<void>
}

/** A post as a reader meets it. */
export type SeenPost = {
  readonly id: string
  readonly url: string
  readonly title: string
  /** Of the text alone, from the API. */
  readonly html: string
  /** What is attached to the post: addresses and descriptions of pictures. */
  readonly pictures?: readonly string[]
}
