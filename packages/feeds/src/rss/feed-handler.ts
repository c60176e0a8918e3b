import type { Handler } from 'htmlparser2'
import { printable } from '@pressrun/content'
import { SourceUnreadable } from '../item.ts'
import { shortened } from '../shortened.ts'
import { addressMax, type Bases } from './address.ts'
import { decodeXml } from './decode-xml.ts'
import type { FeedEntry } from './entry.ts'
import { Field } from './field.ts'
import {
  nameIn,
  readRoot,
  scopeOf,
  type Attributes,
  type FeedRoot,
  type Scope,
} from './namespaces.ts'
import { takeEnclosure, takeField, usable } from './take-field.ts'

/** Maximum nesting. The parser's cost grows with the square of the depth. */
const depthMax = 100
export const entriesMax = 5_000

/** Collects a feed's entries from the parser's events. Throws when the document is not a feed. */
export class FeedHandler implements Partial<Handler> {
  readonly entries: FeedEntry[] = []
  #root: FeedRoot | undefined
  #depth = 0
  #bases: Bases[] = []
  #scopes: Scope[] = [new Map()]
  #entry: FeedEntry | undefined
  #entryDepth = 0
  #field: Field | undefined
  #fieldDepth = 0
  /** Nothing has followed the last opening tag yet. */
  #justOpened = false
  #isLiteral = false
  #feedUrl: string

  constructor(feedUrl: string) {
    this.#feedUrl = feedUrl
  }

  get isFeed(): boolean {
    return this.#root !== undefined
  }

  onopentag(written: string, given: Attributes): void {
    const attributes = printableOf(given)
    const depth = ++this.#depth
    this.#justOpened = true
    if (depth === 1) this.#begins(written)
    const scope = scopeOf(attributes, this.#scopes.at(-1) ?? new Map())
    const name = nameIn(this.#root, scope, written)
    if (depth > depthMax)
      throw new SourceUnreadable('feed-too-deep', 'The elements of the feed are nested too deeply.')
    this.#bases.push(basesOf(attributes['xml:base'], this.#bases.at(-1)))
    this.#scopes.push(scope)
    if (this.#field) return this.#field.open(name, attributes)
    if (this.#entry) this.#openField(this.#entry, name, attributes)
    else if (isEntry(name, depth)) this.#begin(attributes, depth)
  }

  /** The content of such a section is literal. */
  oncdatastart(): void {
    this.#isLiteral = true
  }

  oncdataend(): void {
    this.#isLiteral = false
  }

  ontext(text: string): void {
    this.#justOpened = false
    if (this.#field) this.#field.text(this.#isLiteral ? text : decodeXml(text))
    else if (this.#depth === 0 && /[^\s\ufeff]/.test(text)) throw notXml()
  }

  onclosetag(name: string, isImplied: boolean): void {
    // The parser reports `<a/>` like an `<a>` that is never closed, but immediately.
    if (isImplied && !this.#justOpened)
      throw new SourceUnreadable(
        'feed-not-well-formed',
        `The feed is not well-formed XML: <${shortened(printable(name), 100)}> is not closed.`,
      )
    this.#justOpened = false
    const depth = this.#depth
    if (this.#entry && this.#field && depth === this.#fieldDepth) {
      takeField(this.#entry, this.#field, this.#around)
      this.#field = undefined
    } else if (this.#field) this.#field.close(name)
    else if (this.#entry && depth === this.#entryDepth) this.#end(this.#entry)
    this.#depth -= 1
    this.#bases.pop()
    this.#scopes.pop()
  }

  /** Refuses a document type with declarations, each of which would be reported on its own. */
  onprocessinginstruction(_name: string, data: string): void {
    if (/^!(doctype[^>]*\[|entity)/i.test(data))
      throw new SourceUnreadable(
        'feed-declares-entities',
        'The feed declares XML entities, which are not supported.',
      )
  }

  get #around() {
    return { bases: this.#bases.at(-1) ?? [], feedUrl: this.#feedUrl }
  }

  #begins(name: string): void {
    const root = this.#root ? undefined : readRoot(name)
    if (!root) throw notFeed(name)
    this.#root = root
  }

  #begin(attributes: Attributes, depth: number): void {
    const id = this.#root?.kind === 'rdf' ? aboutOf(attributes) : undefined
    const isAddress = id !== undefined && /^https?:\/\//i.test(id)
    this.#entry = {
      tags: [],
      id,
      bases: this.#bases.at(-1) ?? [],
      otherLink: isAddress ? usable(id, this.#around) : undefined,
    }
    this.#entryDepth = depth
  }

  #openField(entry: FeedEntry, name: string, attributes: Attributes): void {
    if (name === 'media:content') takeEnclosure(entry, attributes, this.#around)
    if (holders.has(name)) return
    const isForeign = this.#depth > this.#entryDepth + 1 && !name.startsWith('media:')
    this.#field = new Field(isForeign ? '' : name, attributes, this.#root?.kind === 'atom')
    this.#fieldDepth = this.#depth
  }

  #end(entry: FeedEntry): void {
    if (this.entries.length >= entriesMax)
      throw new SourceUnreadable('feed-too-long', `The feed has more than ${entriesMax} entries.`)
    this.entries.push(entry)
    this.#entry = undefined
  }
}

/** Elements of an entry whose own elements belong to it. */
const holders = new Set(['media:group', 'media:content'])

const printableOf = (attributes: Attributes): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, printable(decodeXml(value))]),
  )

/** RSS 2.0 has items inside the channel, RDF beside it; Atom has entries inside the feed. */
const isEntry = (name: string, depth: number): boolean =>
  (name === 'item' && (depth === 2 || depth === 3)) || (name === 'entry' && depth === 2)

/** RDF's own attributes have the prefix that the document gives it. */
const aboutOf = (attributes: Attributes): string | undefined =>
  attributes['rdf:about'] ??
  Object.entries(attributes).find(([name]) => /^(\w+:)?about$/.test(name))?.[1]

const notXml = () => new SourceUnreadable('not-xml', 'The server sent something that is not XML.')

const notFeed = (name: string) =>
  name.toLowerCase() === 'html'
    ? new SourceUnreadable('not-a-feed', 'The server sent an HTML page, not a feed.')
    : new SourceUnreadable('not-a-feed', 'The server sent XML that is not a feed.')

function basesOf(base: string | undefined, outer: Bases = []): Bases {
  const isUsable = base !== undefined && base !== '' && base.length <= addressMax
  return isUsable ? [...outer, base] : outer
}
