import { createHash } from 'node:crypto'

/** What a source holds, in the form an article takes. */
export interface SourceItem {
  /** The same each time the source is read: what the item is known by. */
  identity: string
  /** Of all that it says. */
  hash: string
  title: string
  summary?: string
  body: string
  tags?: string[]
  updatedAt?: string
  /** Of a file: as long as it is the same the file need not be read. */
  stamp?: string
}

export interface Trouble {
  code: string
  /** Fit for people to read; it does not name the source's location. */
  message: string
}

/**
 * What a source has in one place: an item, one that is known to be as it was, or trouble. `unfinished`
 * comes last, when there was no time to look further.
 */
export type Found =
  | { kind: 'item'; item: SourceItem }
  | { kind: 'unchanged'; identity: string }
  /** `soon` tells that the trouble is about to pass. */
  | { kind: 'refused'; identity?: string; trouble: Trouble; soon?: true }
  | { kind: 'unfinished' }

export type Reading =
  | { outcome: 'read'; found: Iterable<Found> | AsyncIterable<Found>; validators?: Validators }
  /** Everything is as it was when it was last read. */
  | { outcome: 'unchanged' }
  | { outcome: 'failed'; trouble: Trouble; notBefore?: Date }

/** What a server gives with a feed, to ask later whether it has changed. */
export interface Validators {
  etag?: string
  lastModified?: string
  /** Of its text, for servers that do not say. */
  digest?: string
}

/** Nothing can be had of this source now. */
export class SourceUnreadable extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }

  get trouble(): Trouble {
    return { code: this.code, message: this.message }
  }
}

const identityMax = 500

/** What is too long to be a key goes by its hash. */
export const identityOf = (name: string): string =>
  name.length <= identityMax ? name : `sha256:${sha256(name)}`

export const sha256 = (text: string | Uint8Array): string =>
  createHash('sha256').update(text).digest('hex')
