import type { Handler } from 'htmlparser2'
import { SourceUnreadable } from '../item.ts'
import type { FeedEntry } from './entry.ts'
import { Field } from './field.ts'
import { takeField } from './take-field.ts'

type Attributes = Readonly<Record<string, string>>

/** Elements inside each other. The parser's own cost grows with the square of it. */
const depthMax = 100
export const entriesMax = 5_000

const roots = new Set(['rss', 'feed', 'rdf:RDF'])

/** Takes a feed's entries as the parser tells of it. It throws where the document is no feed. */
export class FeedHandler implements Partial<Handler> {
  readonly entries: FeedEntry[] = []
  #path: string[] = []
  #bases: (string | undefined)[] = []
  #entry: FeedEntry | undefined
  #entryDepth = 0
  #field: Field | undefined
  #rootSeen = false
  /** Nothing has come since an element began. */
  #justOpened = false
  #feedUrl: string

  constructor(feedUrl: string) {
    this.#feedUrl = feedUrl
  }

  get isFeed(): boolean {
    return this.#rootSeen
  }

  onopentag(name: string, attributes: Attributes): void {
    const depth = this.#path.push(name)
    this.#justOpened = true
    if (depth === 1) this.#root(name)
    if (depth > depthMax)
      throw new SourceUnreadable('feed-too-deep', 'Its elements are nested too deeply.')
    this.#bases.push(resolve(attributes['xml:base'], this.#bases.at(-1), this.#feedUrl))
    if (this.#field) return this.#field.open(name, attributes)
    if (this.#entry) this.#field = this.#fieldOf(name, attributes)
    else if (isEntry(name, depth)) this.#begin(attributes, depth)
  }

  ontext(text: string): void {
    this.#justOpened = false
    if (this.#field) this.#field.text(text)
    else if (this.#path.length === 0 && /[^\s\ufeff]/.test(text)) throw notXml()
  }

  onclosetag(name: string, isImplied: boolean): void {
    // `<a/>` is told in the same way as `<a>` that is never closed, but at once.
    if (isImplied && !this.#justOpened)
      throw new SourceUnreadable('feed-not-well-formed', `<${name}> is not closed.`)
    this.#justOpened = false
    const depth = this.#path.length
    if (this.#entry && this.#field && depth === this.#entryDepth + 1) {
      takeField(this.#entry, this.#field, { base: this.#bases.at(-1), feedUrl: this.#feedUrl })
      this.#field = undefined
    } else if (this.#field) this.#field.close(name)
    else if (this.#entry && depth === this.#entryDepth) this.#end(this.#entry)
    this.#path.pop()
    this.#bases.pop()
  }

  /** A document type with declarations in it; they would come one by one. */
  onprocessinginstruction(_name: string, data: string): void {
    if (/^!(doctype[^>]*\[|entity)/i.test(data))
      throw new SourceUnreadable('feed-declares-entities', 'It declares entities of its own.')
  }

  #root(name: string): void {
    if (this.#rootSeen || !roots.has(name)) throw notFeed(name)
    this.#rootSeen = true
  }

  #begin(attributes: Attributes, depth: number): void {
    this.#entry = { tags: [], id: attributes['rdf:about'], base: this.#bases.at(-1) }
    this.#entryDepth = depth
  }

  /** What Atom says without a type is text; RSS knows no types. */
  #fieldOf(name: string, attributes: Attributes): Field {
    const isAtom = this.#path[0] === 'feed'
    return new Field(name, isAtom ? { type: 'text', ...attributes } : attributes)
  }

  #end(entry: FeedEntry): void {
    if (this.entries.length >= entriesMax)
      throw new SourceUnreadable('feed-too-long', `It has more than ${entriesMax} entries.`)
    this.entries.push(entry)
    this.#entry = undefined
  }
}

/** RSS 2.0 has its items in the channel, RDF beside it, Atom its entries in the feed. */
const isEntry = (name: string, depth: number): boolean =>
  (name === 'item' && (depth === 2 || depth === 3)) || (name === 'entry' && depth === 2)

const notXml = () => new SourceUnreadable('not-xml', 'What the server sends is not XML.')

const notFeed = (name: string) =>
  name.toLowerCase() === 'html'
    ? new SourceUnreadable('not-a-feed', 'What the server sends is an HTML page, not a feed.')
    : new SourceUnreadable('not-a-feed', 'What the server sends is XML, but not a feed.')

const resolve = (
  base: string | undefined,
  outer: string | undefined,
  feedUrl: string,
): string | undefined =>
  base === undefined ? outer : (URL.parse(base, outer ?? feedUrl)?.href ?? outer)
