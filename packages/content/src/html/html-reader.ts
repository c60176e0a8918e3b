import type { Handler } from 'htmlparser2'
import type { Root } from 'mdast'
import { embedAddress, imageAddress, linkAddress, type Attributes } from './addresses.ts'
import { isBlock, isEmbedded, isSkipped, meaningOf } from './elements.ts'
import { Page } from './page.ts'

/** No page written by a person is nested this deeply; the parser's cost grows with its square. */
const elementsDeepMax = 400

export class NestedTooDeeply extends Error {}

/**
 * Reads a page from the events of an HTML parser. Elements it does not know leave only their text; scripts and the
 * like leave nothing, and embedded content leaves a link.
 */
export class HtmlReader implements Partial<Handler> {
  readonly #base: string | undefined
  readonly #page: Page
  #deep = 0
  #skipping = 0
  /** A film or sound whose address is not known yet. */
  #isWanting = false
  /** Text arrives in pieces; they are taken when the next element begins or ends. */
  #words = ''
  #code: { text: string; language: string } | undefined

  /** `page` where others add to it as well. */
  constructor(base: string | undefined, page = new Page()) {
    this.#base = base
    this.#page = page
  }

  get root(): Root {
    this.takeWords()
    return this.#page.root
  }

  onopentag(name: string, attributes: Attributes): void {
    if (++this.#deep > elementsDeepMax) throw new NestedTooDeeply()
    this.takeWords()
    if (this.#skipping > 0 || isSkipped(name)) this.#skip(name, attributes)
    else if (this.#code) this.#openInCode(this.#code, name, attributes)
    else this.#open(name, attributes)
  }

  ontext(text: string): void {
    if (this.#skipping > 0) return
    if (this.#code) this.#code.text += text
    else this.#words += text
  }

  onclosetag(name: string): void {
    this.#deep -= 1
    this.takeWords()
    if (this.#skipping > 0) this.#skipping -= 1
    else if (!this.#code) this.#close(name)
    else if (name === 'pre') this.#endCode(this.#code)
    else if (isBlock(name)) endLine(this.#code)
  }

  /** Moves the text read so far to the page, before others add to it. */
  takeWords(): void {
    if (this.#words !== '') this.#page.inline.text(this.#words)
    this.#words = ''
  }

  #skip(name: string, attributes: Attributes): void {
    const isOutermost = this.#skipping === 0
    this.#skipping += 1
    const isEmbed = isOutermost ? isEmbedded(name) : this.#isWanting && name === 'source'
    if (!isEmbed) return
    const url = embedAddress(attributes, this.#base)
    this.#isWanting = url === undefined
    if (url !== undefined && !this.#code) this.#page.inline.address(url)
  }

  #openInCode(
    code: { text: string; language: string },
    name: string,
    attributes: Attributes,
  ): void {
    code.language ||= languageOf(attributes)
    if (name === 'br') code.text += '\n'
    else if (isBlock(name)) endLine(code)
  }

  #open(name: string, attributes: Attributes): void {
    const page = this.#page
    const meaning = meaningOf(name)
    if (meaning) return page.inline.open(name, meaning)
    switch (name) {
      case 'a':
        return this.#openLink(linkAddress(attributes, this.#base))
      case 'h1':
      case 'h2':
      case 'h3':
      case 'h4':
      case 'h5':
      case 'h6':
        return page.heading(Number(name[1]))
      case 'br':
        return page.inline.break()
      case 'img':
        return this.#image(attributes)
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
      case 'td':
      case 'th':
        return page.openCell()
      default:
        return isBlock(name) ? page.endParagraph() : undefined
    }
  }

  #close(name: string): void {
    const page = this.#page
    switch (name) {
      case 'blockquote':
      case 'ul':
      case 'ol':
      case 'li':
      case 'table':
      case 'td':
      case 'th':
        return page.leave()
      default:
        if (name === 'a' || meaningOf(name)) return page.inline.close(name)
        return isBlock(name) ? page.endParagraph() : undefined
    }
  }

  #openLink(url: string | undefined): void {
    this.#page.inline.open('a', url === undefined ? {} : { link: { url } })
  }

  /** A blog's image of a smiley becomes its character again, and a picture that cannot be shown its description. */
  #image(attributes: Attributes): void {
    const url = imageAddress(attributes, this.#base)
    const alt = (attributes['alt'] ?? '').replace(/\s+/g, ' ').trim()
    const isSmiley =
      alt !== '' && /(?:^|\s)(?:wp-smiley|emoji)(?:\s|$)/.test(attributes['class'] ?? '')
    if (url !== undefined && !isSmiley) this.#page.inline.image(alt, url)
    else if (alt !== '') this.#page.inline.text(alt)
  }

  #endCode({ text, language }: { text: string; language: string }): void {
    this.#code = undefined
    this.#page.code(text, language)
  }
}

function endLine(code: { text: string }): void {
  if (code.text !== '' && !code.text.endsWith('\n')) code.text += '\n'
}

const languageOf = ({ class: classes = '' }: Attributes): string =>
  /(?:^|\s)lang(?:uage)?-([\w+#-]{1,30})/.exec(classes)?.[1] ?? ''

const startOf = ({ start = '1' }: Attributes): number =>
  /^\d{1,8}$/.test(start) ? Number(start) : 1
