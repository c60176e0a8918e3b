import { escapeText, printable } from '@pressrun/content'
import { decodeBase64, isBase64 } from './base64.ts'
import type { Attributes } from './namespaces.ts'
import { paragraphsOf } from './plain-as-html.ts'

/** Elements without an end: in HTML `</br>` is a second line break. */
const withoutEnd = new Set(
  'area base br col embed hr img input link meta source track wbr'.split(' '),
)

/**
 * One field of an entry while it is parsed. Elements inside it are kept as markup: they occur in
 * Atom's XHTML and in feeds that forget to escape their HTML.
 */
export class Field {
  readonly name: string
  readonly attributes: Attributes
  readonly #isAtom: boolean
  #texts: string[] = []
  #markup: string[] | undefined

  constructor(name: string, attributes: Attributes, isAtom: boolean) {
    this.name = name
    this.attributes = attributes
    this.#isAtom = isAtom
  }

  text(text: string): void {
    this.#texts.push(text)
    this.#markup?.push(escapeText(text))
  }

  open(name: string, attributes: Attributes): void {
    this.#markup ??= this.#texts.map(escapeText)
    const markup = Object.entries(attributes).map(
      ([key, value]) => ` ${key}="${escapeText(value)}"`,
    )
    this.#markup.push(`<${bare(name)}${markup.join('')}>`)
  }

  close(name: string): void {
    const closed = bare(name)
    if (!withoutEnd.has(closed)) this.#markup?.push(`</${closed}>`)
  }

  /** The plain text, for ids, addresses and dates. */
  get plain(): string {
    return printable(this.#texts.join('')).trim()
  }

  /** The field as HTML. Atom declares its type, text by default; RSS contains HTML, escaped or not. */
  get html(): string {
    if (this.#markup) return this.#markup.join('')
    if (!this.#isAtom) return this.plain
    const type = (this.attributes['type'] ?? 'text').toLowerCase()
    const text = isBase64(type, this.attributes['mode']) ? decodeBase64(this.plain) : this.plain
    return type === 'text' || type === 'text/plain' ? paragraphsOf(text) : text
  }
}

const bare = (name: string): string => name.slice(name.indexOf(':') + 1)
