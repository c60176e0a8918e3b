import { hash } from 'node:crypto'
import type { ItemSigns } from './identity/item-signs.ts'

/** An item of a source, in the form of an article. */
export type SourceItem = {
  /** Its name in the source: the same each time the source is read. */
  readonly identity: string
  /** Hash of the content. */
  readonly hash: string
  readonly title: string
  /** The address of the item itself. */
  readonly url?: string
  readonly summary?: string
  readonly body: string
  readonly tags?: string[]
  /** Front matter without a field of its own. */
  readonly fields?: Readonly<Record<string, unknown>>
  readonly updatedAt?: string
  /** It is dated ahead, and must not be published before. */
  readonly notBefore?: string
  /** Only for files: while it stays the same, the file need not be read again. */
  readonly stamp?: string
  /** Recognizes it from any other source. */
  readonly signs?: ItemSigns
  /** The keys by which accounts that were given it recognize it: its signs, two by two. */
  readonly keys?: readonly string[]
  /** Known by its name alone, as others with the same content are shown beside it. */
  readonly isRepetition?: boolean
}

export type Problem = {
  readonly code: string
  /** Written for people. Contains no address of a feed, which may be secret, and no path outside the data directory. */
  readonly message: string
}

/**
 * The result at one place of a source: an item, an item known to be unchanged, or a fault. `unfinished` comes last,
 * when time ran out before everything was read.
 */
export type Found =
  | { kind: 'item'; item: SourceItem }
  | { kind: 'unchanged'; identity: string }
  /** `soon`: the fault is about to pass. */
  | { kind: 'refused'; identity?: string; problem: Problem; soon?: true }
  | { kind: 'unfinished' }

export type Reading =
  | { outcome: 'read'; found: Iterable<Found> | AsyncIterable<Found>; validators?: Validators }
  /** Nothing has changed since the last read. */
  | { outcome: 'unchanged' }
  | { outcome: 'failed'; problem: Problem; notBefore?: Date }

/** What a server sends with a feed so that later requests can ask whether it has changed. */
export type Validators = {
  readonly etag?: string
  readonly lastModified?: string
  /** Hash of the text, for servers that do not support validators. */
  readonly digest?: string
}

/** The source, or one item of it, cannot be read. */
export class SourceUnreadable extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }

  get problem(): Problem {
    return { code: this.code, message: this.message }
  }
}

const identityMax = 500

/** A name that is too long to be a key is replaced by its hash. */
export const identityOf = (name: string): string =>
  name.length <= identityMax ? name : `sha256:${sha256(name)}`

export const sha256 = (text: string | Uint8Array): string => hash('sha256', text, 'hex')
