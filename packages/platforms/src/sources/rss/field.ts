import { escapeText } from '../../feed/escape.ts'
import { printable } from '../../printable.ts'

type Attributes = Readonly<Record<string, string>>

/**
 * One field of an entry while it is parsed. Elements inside it are kept as markup: they occur in
 * Atom's XHTML and in feeds that forget to escape their HTML.
 */
export class Field {
  readonly name: string
  readonly attributes: Attributes
  #texts: string[] = []
  #markup: string[] | undefined

  constructor(name: string, attributes: Attributes) {
    this.name = name
    this.attributes = attributes
  }

  text(text: string): void {
    this.#texts.push(text)
    this.#markup?.push(escapeText(text))
  }

  open(name: string, attributes: Attributes): void {
    this.#markup ??= this.#texts.map(escapeText)
    const said = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeText(value)}"`)
    this.#markup.push(`<${bare(name)}${said.join('')}>`)
  }

  close(name: string): void {
    this.#markup?.push(`</${bare(name)}>`)
  }

  /** The plain text, for ids, addresses and dates. */
  get plain(): string {
    return printable(this.#texts.join('')).trim()
  }

  /** The field as HTML. Atom declares its `type`; RSS contains HTML, escaped or not. */
  get html(): string {
    if (this.#markup) return this.#markup.join('')
    const isText = this.attributes['type'] === 'text' || this.attributes['type'] === 'text/plain'
    return isText ? escapeText(this.plain) : this.plain
  }
}

const bare = (name: string): string => name.slice(name.indexOf(':') + 1)
