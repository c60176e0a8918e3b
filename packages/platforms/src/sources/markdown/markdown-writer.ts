import type { Handler } from 'htmlparser2'
import { Blocks } from './blocks.ts'
import { fenced } from './fenced.ts'
import { escapeLineStart, Inline } from './inline.ts'
import { imageMark, isSkipped, linkMark, marks } from './marks.ts'
import { Table } from './table.ts'

type Attributes = Readonly<Record<string, string>>

/** No page that a person has written is nested like this; the parser's cost grows with its square. */
const elementsDeepMax = 400
/** Beyond this quotes and lists are not told apart any more. */
const blocksDeepMax = 20

export class NestedTooDeeply extends Error {}

const blockNames = new Set(
  'address article aside body dd details div dl dt fieldset figcaption figure footer form header hgroup html main nav ol p section summary table tbody tfoot thead ul center'.split(
    ' ',
  ),
)

/**
 * Writes Markdown as a parser tells of HTML. Only what it knows leaves a mark: of anything else the
 * words are kept, of scripts and their like nothing.
 */
export class MarkdownWriter implements Partial<Handler> {
  readonly #base: string | undefined
  readonly #blocks = new Blocks()
  readonly #inline = new Inline()
  readonly #lists: { next: number | undefined; isFirst: boolean; isOpen: boolean }[] = []
  #opened: boolean[] = []
  #deep = 0
  /** Comes in pieces; it is taken in when the next element begins or ends. */
  #words = ''
  #skipping = 0
  #heading = ''
  #code: { text: string; language: string } | undefined
  #table: Table | undefined

  constructor(base: string | undefined) {
    this.#base = base
  }

  get text(): string {
    this.#takeWords()
    this.#paragraph()
    return this.#blocks.text
  }

  onopentag(name: string, attributes: Attributes): void {
    if (++this.#deep > elementsDeepMax) throw new NestedTooDeeply()
    this.#takeWords()
    if (this.#skipping > 0 || isSkipped(name)) this.#skipping += 1
    else if (this.#code) this.#code.language ||= languageOf(attributes)
    else this.#open(name, attributes)
  }

  ontext(text: string): void {
    if (this.#skipping > 0) return
    if (this.#code) this.#code.text += text
    else this.#words += text
  }

  onclosetag(name: string): void {
    this.#deep -= 1
    this.#takeWords()
    if (this.#skipping > 0) this.#skipping -= 1
    else if (!this.#code) this.#close(name)
    else if (name === 'pre') this.#endCode(this.#code)
  }

  #takeWords(): void {
    if (this.#words !== '') this.#inline.text(this.#words)
    this.#words = ''
  }

  #open(name: string, attributes: Attributes): void {
    const mark = name === 'a' ? linkMark(attributes, this.#base) : marks.get(name)
    if (mark) return this.#inline.open(mark)
    if (blockNames.has(name)) this.#paragraph()
    switch (name) {
      case 'br':
        return this.#inline.break()
      case 'img':
        return this.#inline.raw(imageMark(attributes, this.#base))
      case 'hr':
        this.#paragraph()
        return this.#blocks.write('---')
      case 'pre':
        this.#paragraph()
        this.#code = { text: '', language: languageOf(attributes) }
        return
      case 'blockquote':
        this.#paragraph()
        return this.#enter(() => this.#blocks.openQuote())
      case 'ul':
      case 'ol':
        this.#lists.push({ next: startOf(name, attributes), isFirst: true, isOpen: false })
        return
      case 'li':
        return this.#openItem()
      case 'table':
        this.#table ??= new Table()
        return
      case 'tr':
        return this.#table?.row()
      default:
        if (/^h[1-6]$/.test(name)) {
          this.#paragraph()
          this.#heading = `${'#'.repeat(Number(name[1]))} `
        }
    }
  }

  #close(name: string): void {
    if (name === 'a' || marks.has(name)) return this.#inline.close(name)
    if (blockNames.has(name)) this.#paragraph()
    switch (name) {
      case 'blockquote':
      case 'li':
        this.#paragraph()
        return this.#leave()
      case 'ul':
      case 'ol':
        this.#lists.pop()
        return
      case 'td':
      case 'th':
        return this.#table?.cell(this.#inline.take())
      case 'table':
        return this.#endTable()
      default:
        if (/^h[1-6]$/.test(name)) this.#paragraph()
    }
  }

  /** Ends the block that is being written. Inside a table there are no blocks. */
  #paragraph(): void {
    if (this.#table) return this.#inline.isEmpty ? undefined : this.#inline.raw(' ')
    const text = this.#inline.take()
    const heading = this.#heading
    this.#heading = ''
    if (text === '') return
    if (heading) this.#blocks.write(heading + text.replace(/\\?\n/g, ' '))
    else this.#blocks.write(text.split('\n').map(escapeLineStart).join('\n'))
  }

  #openItem(): void {
    this.#paragraph()
    const list = this.#lists.at(-1) ?? { next: undefined, isFirst: true, isOpen: false }
    const marker = list.next === undefined ? '- ' : `${list.next++}. `
    this.#enter(() => this.#blocks.openItem(marker, list.isFirst))
    list.isFirst = false
  }

  #enter(open: () => void): void {
    const opens = this.#blocks.depth < blocksDeepMax && !this.#table
    this.#opened.push(opens)
    if (opens) open()
  }

  #leave(): void {
    if (this.#opened.pop()) this.#blocks.close()
  }

  #endCode({ text, language }: { text: string; language: string }): void {
    this.#code = undefined
    if (text.trim() !== '') this.#blocks.write(fenced(text, language))
  }

  #endTable(): void {
    const text = this.#table?.text ?? ''
    this.#table = undefined
    if (text !== '') this.#blocks.write(text)
  }
}

const languageOf = ({ class: classes = '' }: Attributes): string =>
  /(?:^|\s)lang(?:uage)?-([\w+#-]{1,30})/.exec(classes)?.[1] ?? ''

const startOf = (name: string, { start = '1' }: Attributes): number | undefined =>
  name === 'ul' ? undefined : /^\d{1,8}$/.test(start) ? Number(start) : 1
