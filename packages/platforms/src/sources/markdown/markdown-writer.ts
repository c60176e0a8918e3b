import type { Handler } from 'htmlparser2'
import { imageMark, isSkipped, linkMark, marks } from './marks.ts'
import { Page } from './page.ts'

type Attributes = Readonly<Record<string, string>>

/** No page written by a person is nested this deeply; the parser's cost grows with its square. */
const elementsDeepMax = 400

export class NestedTooDeeply extends Error {}

/** Elements that only start a paragraph of their own. */
const blockNames = new Set(
  'address article aside body center dd details div dl dt fieldset figcaption figure footer form header hgroup html main nav p section summary tbody tfoot thead'.split(
    ' ',
  ),
)

/**
 * Writes Markdown from the events of an HTML parser. Elements it does not know leave only their
 * text; scripts and the like leave nothing.
 */
export class MarkdownWriter implements Partial<Handler> {
  readonly #base: string | undefined
  readonly #page = new Page()
  #deep = 0
  #skipping = 0
  /** Text arrives in pieces; they are written when the next element begins or ends. */
  #words = ''
  #code: { text: string; language: string } | undefined

  constructor(base: string | undefined) {
    this.#base = base
  }

  get text(): string {
    this.#takeWords()
    return this.#page.text
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
    if (this.#words !== '') this.#page.inline.text(this.#words)
    this.#words = ''
  }

  #open(name: string, attributes: Attributes): void {
    const page = this.#page
    const mark = name === 'a' ? linkMark(attributes, this.#base) : marks.get(name)
    if (mark) return page.inline.open(mark)
    if (blockNames.has(name)) return page.endParagraph()
    if (/^h[1-6]$/.test(name)) return page.heading(Number(name[1]))
    switch (name) {
      case 'br':
        return page.inline.break()
      case 'img':
        return page.inline.raw(imageMark(attributes, this.#base))
      case 'hr':
        return page.rule()
      case 'pre':
        page.endParagraph()
        this.#code = { text: '', language: languageOf(attributes) }
        return
      case 'blockquote':
        return page.openQuote()
      case 'ul':
        return page.openList(undefined)
      case 'ol':
        return page.openList(startOf(attributes))
      case 'li':
        return page.openItem()
      case 'table':
        return page.openTable()
      case 'tr':
        return page.row()
      default:
    }
  }

  #close(name: string): void {
    const page = this.#page
    if (name === 'a' || marks.has(name)) return page.inline.close(name)
    if (blockNames.has(name) || /^h[1-6]$/.test(name)) return page.endParagraph()
    switch (name) {
      case 'blockquote':
      case 'li':
        return page.leave()
      case 'ul':
      case 'ol':
        return page.closeList()
      case 'td':
      case 'th':
        return page.cell()
      case 'table':
        return page.closeTable()
      default:
    }
  }

  #endCode({ text, language }: { text: string; language: string }): void {
    this.#code = undefined
    this.#page.code(text, language)
  }
}

const languageOf = ({ class: classes = '' }: Attributes): string =>
  /(?:^|\s)lang(?:uage)?-([\w+#-]{1,30})/.exec(classes)?.[1] ?? ''

const startOf = ({ start = '1' }: Attributes): number =>
  /^\d{1,8}$/.test(start) ? Number(start) : 1
