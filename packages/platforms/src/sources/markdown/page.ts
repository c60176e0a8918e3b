import { Blocks } from './blocks.ts'
import { fenced } from './fenced.ts'
import { escapeLineStart, Inline } from './inline.ts'
import { Table } from './table.ts'

/** Quotes and lists nested deeper than this are flattened. */
const blocksDeepMax = 20

type List = { next: number | undefined; isFirst: boolean }

/** Markdown being written: the open paragraph, and the quotes, lists and tables around it. */
export class Page {
  readonly inline = new Inline()
  readonly #blocks = new Blocks()
  readonly #lists: List[] = []
  /** Whether each open quote or item is shown. */
  readonly #shown: boolean[] = []
  #heading = ''
  #table: Table | undefined

  get text(): string {
    this.endParagraph()
    return this.#blocks.text
  }

  /** Ends the current block. There are no blocks inside a table. */
  endParagraph(): void {
    if (this.#table) return this.inline.isEmpty ? undefined : this.inline.raw(' ')
    const text = this.inline.take()
    const heading = this.#heading
    this.#heading = ''
    if (text === '') return
    if (heading) this.#blocks.write(heading + text.replace(/\\?\n/g, ' '))
    else this.#blocks.write(text.split('\n').map(escapeLineStart).join('\n'))
  }

  heading(level: number): void {
    this.endParagraph()
    this.#heading = `${'#'.repeat(level)} `
  }

  rule(): void {
    this.endParagraph()
    this.#blocks.write('---')
  }

  code(text: string, language: string): void {
    if (text.trim() !== '') this.#blocks.write(fenced(text, language))
  }

  openQuote(): void {
    this.endParagraph()
    this.#enter(() => this.#blocks.openQuote())
  }

  /** `next` is the number of the first item; undefined for an unnumbered list. */
  openList(next: number | undefined): void {
    this.endParagraph()
    this.#lists.push({ next, isFirst: true })
  }

  closeList(): void {
    this.endParagraph()
    this.#lists.pop()
  }

  openItem(): void {
    this.endParagraph()
    const list = this.#lists.at(-1) ?? { next: undefined, isFirst: true }
    const marker = list.next === undefined ? '- ' : `${list.next++}. `
    this.#enter(() => this.#blocks.openItem(marker, list.isFirst))
    list.isFirst = false
  }

  /** Ends a quote or an item. */
  leave(): void {
    this.endParagraph()
    if (this.#shown.pop()) this.#blocks.close()
  }

  openTable(): void {
    this.endParagraph()
    this.#table ??= new Table()
  }

  row(): void {
    this.#table?.row()
  }

  cell(): void {
    this.#table?.cell(this.inline.take())
  }

  closeTable(): void {
    const text = this.#table?.text ?? ''
    this.#table = undefined
    if (text !== '') this.#blocks.write(text)
  }

  #enter(open: () => void): void {
    const shows = this.#blocks.depth < blocksDeepMax && !this.#table
    this.#shown.push(shows)
    if (shows) open()
  }
}
