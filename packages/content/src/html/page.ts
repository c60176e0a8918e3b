import type { BlockContent, Blockquote, List, Root } from 'mdast'
import { withPlainAddresses } from './arranged.ts'
import { Inline } from './inline.ts'
import { itemIn, listFrom, tidied } from './list.ts'
import { nested } from './nested.ts'
import type { TextSpan } from './text-span.ts'
import { OpenTable } from './table.ts'
import { WrittenBudget } from './written-budget.ts'

/** Quotes, lists and tables nested deeper than this are flattened. */
const blocksDeepMax = 20

/** A container of blocks. */
type Place = Blocks | List | OpenTable
type Blocks = { readonly type?: string; readonly children: BlockContent[] }

/** A page being read: the open paragraph, and the quotes, lists and tables around it. */
export class Page {
  readonly inline = new Inline()
  readonly #toSpans: (spans: TextSpan[]) => TextSpan[]
  readonly #root: Blocks = { children: [] }
  readonly #places: Place[] = [this.#root]
  readonly #budget = new WrittenBudget()
  #heading = 0

  /** `addresses: 'plain'` where the written text is parsed again: bare addresses are links anyway. */
  constructor({ addresses = 'plain' }: { readonly addresses?: 'plain' | 'linked' } = {}) {
    this.#toSpans = addresses === 'plain' ? withPlainAddresses : (spans) => spans
  }

  get root(): Root {
    this.endParagraph()
    return { type: 'root', children: this.#root.children }
  }

  endParagraph(): void {
    const paragraphs = this.inline.take()
    const depth = this.#heading
    this.#heading = 0
    for (const spans of paragraphs) {
      this.#budget.charge(2 * this.#places.length)
      const children = nested(this.#toSpans(spans), this.#budget)
      this.#add(
        isHeading(depth) ? { type: 'heading', depth, children } : { type: 'paragraph', children },
      )
    }
  }

  heading(level: number): void {
    this.endParagraph()
    this.#heading = level
  }

  rule(): void {
    this.endParagraph()
    this.#add({ type: 'thematicBreak' })
  }

  code(text: string, language: string): void {
    const value = text.replace(/^\r?\n/, '').trimEnd()
    if (value.trim() === '') return
    // Each line of it is indented by everything around it.
    this.#budget.charge(value.length + 2 * this.#places.length * value.split('\n').length)
    this.#add({ type: 'code', lang: language === '' ? null : language, value })
  }

  openQuote(): void {
    this.endParagraph()
    this.#enter({ type: 'blockquote', children: [] })
  }

  /** `start` is the number of the first item, undefined for an unnumbered list; `spread` leaves a line between items. */
  openList(start: number | undefined, spread = false): void {
    this.endParagraph()
    this.#enter(listFrom(start, spread))
  }

  /** `checked` of an item that is a task. */
  openItem(checked?: boolean): void {
    this.endParagraph()
    if (this.#isDeep) this.#places.push(this.#top)
    else this.#places.push(itemIn(this.#listHere(), checked) as Blocks)
  }

  openTable(): void {
    this.endParagraph()
    this.#places.push(this.#isDeep ? this.#top : new OpenTable())
  }

  row(): void {
    this.endParagraph()
    if (this.#top instanceof OpenTable) this.#top.rows.push([])
  }

  openCell(): void {
    this.endParagraph()
    const top = this.#top
    this.#places.push(top instanceof OpenTable ? top.openCell() : top)
  }

  /** Ends a quote, list, item, table or cell; an empty one leaves nothing. */
  leave(): void {
    this.endParagraph()
    if (this.#places.length === 1) return
    const left = this.#places.pop()
    if (left === undefined || left === this.#top) return
    if (left instanceof OpenTable) for (const block of left.blocks) this.#add(block)
    else if (isList(left)) left.children = tidied(left)
    if (!(left instanceof OpenTable) && left.children.length === 0) this.#drop(left)
  }

  get #top(): Place {
    return this.#places.at(-1) ?? this.#root
  }

  get #isDeep(): boolean {
    return this.#places.length > blocksDeepMax
  }

  #enter(block: Blockquote | List): void {
    if (this.#isDeep) {
      this.#places.push(this.#top)
      return
    }
    this.#add(block)
    this.#places.push(block as Place)
  }

  /** The list that an item belongs to; a new one for an item without. */
  #listHere(): List {
    const top = this.#top
    if (isList(top)) return top
    const list = listFrom(undefined)
    this.#add(list)
    return list
  }

  #add(block: BlockContent): void {
    const top = this.#top
    if (top instanceof OpenTable) top.before.push(block)
    else if (isList(top)) (top.children.at(-1) ?? itemIn(top)).children.push(block)
    else top.children.push(block)
  }

  /** An empty item may have its number. */
  #drop(left: Place): void {
    const top = this.#top
    const around =
      top instanceof OpenTable
        ? top.before
        : isList(top)
          ? top.children.at(-1)?.children
          : top.children
    if (around?.at(-1) === left) around.pop()
  }
}

const isList = (place: Place): place is List => 'type' in place && place.type === 'list'

const isHeading = (depth: number): depth is 1 | 2 | 3 | 4 | 5 | 6 => depth > 0
