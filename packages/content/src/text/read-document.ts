import { Parser } from 'htmlparser2'
import type { Token, Tokens } from 'marked'
import type { Root } from 'mdast'
import { meaningOf } from '../html/elements.ts'
import { HtmlReader, NestedTooDeeply } from '../html/html-reader.ts'
import { Page } from '../html/page.ts'
import { MarkdownTooLong } from '../html/written-budget.ts'
import { withForeignTagsAsText } from '../markdown/foreign-tags.ts'
import { decoded } from '../markdown/decoded.ts'
import { loadMarkdown } from '../markdown/load-markdown.ts'
import { ifReadable, TooInvolved } from '../markdown/too-involved.ts'

/**
 * Markdown as a tree (https://github.com/syntax-tree/mdast) in which the HTML of the text is parsed as well: a link is
 * a link in either form. Undefined where the text is too complex to parse.
 */
export function readDocument(markdown: string): Root | undefined {
  return ifReadable(markdown, () => {
    const reading = new Reading()
    reading.blocks(loadMarkdown().lex(markdown))
    return reading.end()
  })
}

class Reading {
  readonly #page = new Page({ addresses: 'linked' })
  readonly #reader = new HtmlReader(undefined, this.#page)
  readonly #parser = new Parser(this.#reader, { decodeEntities: true })

  end(): Root {
    this.#html('')
    this.#parser.end()
    return this.#reader.root
  }

  blocks(tokens: readonly Token[]): void {
    for (const token of tokens) this.#block(token)
  }

  #block(token: Token): void {
    const page = this.#page
    switch (token.type) {
      case 'space':
      case 'def':
      // Its item shows it.
      case 'checkbox':
        return
      case 'hr':
        return page.rule()
      case 'code':
        page.endParagraph()
        return page.code(token.text, (token.lang ?? '').split(/\s/, 1)[0])
      case 'html':
        return this.#html(token.raw)
      case 'heading':
        page.heading(token.depth)
        return this.#paragraph(token.tokens)
      case 'blockquote':
        page.openQuote()
        this.blocks(token.tokens ?? [])
        return page.leave()
      case 'list':
        return this.#list(token as Tokens.List)
      case 'table':
        return this.#table(token as Tokens.Table)
      case 'paragraph':
        page.endParagraph()
        return this.#paragraph(token.tokens)
      default:
        return this.#inlines('tokens' in token ? token.tokens : [token])
    }
  }

  #paragraph(tokens: readonly Token[] | undefined): void {
    this.#inlines(tokens)
    this.#page.endParagraph()
  }

  #list({ items, ordered, start, loose }: Tokens.List): void {
    this.#page.openList(ordered ? Number(start) : undefined, loose)
    for (const { tokens, task, checked } of items) {
      this.#page.openItem(task ? checked === true : undefined)
      this.blocks(tokens)
      this.#page.leave()
    }
    this.#page.leave()
  }

  #table({ header, rows }: Tokens.Table): void {
    this.#page.openTable()
    for (const cells of [header, ...rows]) {
      this.#page.row()
      for (const { tokens } of cells) {
        this.#page.openCell()
        this.#inlines(tokens)
        this.#page.leave()
      }
    }
    this.#page.leave()
  }

  #inlines(tokens: readonly Token[] | undefined): void {
    for (const token of tokens ?? []) this.#inline(token)
  }

  #inline(token: Token): void {
    const { inline } = this.#page
    switch (token.type) {
      case 'text':
        return token.tokens ? this.#inlines(token.tokens) : inline.text(decoded(token.text))
      case 'escape':
        return inline.text(token.text)
      case 'codespan':
        return this.#within('code', () => inline.text(token.text))
      case 'strong':
      case 'em':
      case 'del':
        return this.#within(token.type, () => this.#inlines(token.tokens))
      case 'br':
        return inline.break()
      case 'html':
        return this.#html(token.raw)
      case 'link':
        return this.#link(addressIn(token.href), token.tokens)
      case 'image':
        return this.#image(altOf(token), addressIn(token.href))
      default:
        return 'tokens' in token ? this.#inlines(token.tokens) : undefined
    }
  }

  #within(name: string, add: () => void): void {
    this.#page.inline.open(name, meaningOf(name) ?? {})
    add()
    this.#page.inline.close(name)
  }

  /** Addresses that are meaningless away from their page, or no target, are left out. */
  #link(url: string, tokens: readonly Token[] | undefined): void {
    const { inline } = this.#page
    inline.open('a', /^(?:https?:|mailto:)/i.test(url) ? { link: { url } } : {})
    this.#inlines(tokens)
    inline.close('a')
  }

  #image(alt: string, url: string): void {
    if (/^https?:/i.test(url)) this.#page.inline.image(alt, url)
    else this.#page.inline.text(alt)
  }

  #html(raw: string): void {
    try {
      this.#parser.write(withForeignTagsAsText(raw))
    } catch (error) {
      if (error instanceof NestedTooDeeply || error instanceof MarkdownTooLong)
        throw new TooInvolved(error.message)
      throw error
    }
    this.#reader.takeWords()
  }
}

/** An address in angle brackets may have blanks, unlike one written in text. */
const addressIn = (href: string) => decoded(href).trim().replace(/\s/g, encodeURIComponent)

/** The description of a picture has no marks (CommonMark §6.4). */
const altOf = ({ tokens, text }: Tokens.Image | Tokens.Generic) =>
  (tokens ? tokens.map(wordsOf).join('') : decoded(String(text))).replace(/\s+/g, ' ').trim()

function wordsOf(token: Token): string {
  if (token.type === 'br') return ' '
  if ('tokens' in token && token.tokens) return token.tokens.map(wordsOf).join('')
  const text = 'text' in token ? String(token.text) : ''
  return token.type === 'text' ? decoded(text) : text
}
