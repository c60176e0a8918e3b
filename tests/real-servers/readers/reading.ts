import { parseFragment } from 'parse5'
import {
  attribute,
  codeOf,
  elementsOf,
  type Element,
  type Node,
  type TextNode,
} from './html-tree.ts'

/**
 * What a reader gets from HTML, one line each: a block with its path and text (`ol>li install it`), and below it its
 * links, pictures and marks (`link docs -> https://…`).
 */
export type Reading = readonly string[]

const containers = new Set(['ul', 'ol', 'li', 'blockquote', 'table'])
const leaves = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'th', 'td', 'figcaption', 'pre'])
/** Boxes that a reader does not see. */
const boxes = new Set('div section figure thead tbody tr center article details summary'.split(' '))
const unseen = new Set(['script', 'style', 'template', '#comment'])
const marks: Readonly<Record<string, string>> = {
  em: 'em',
  i: 'em',
  strong: 'strong',
  b: 'strong',
  del: 'del',
  s: 'del',
  code: 'code',
  sup: 'sup',
  sub: 'sub',
  kbd: 'kbd',
  mark: 'mark',
}

export function readHtml(html: string): Reading {
  const reader = new Reader()
  const { childNodes } = parseFragment(html)
  reader.blocks(childNodes, [])
  const ids = new Set(elementsOf(childNodes).map((element) => attribute(element, 'id')))
  return reader.lines.map((line) => {
    const id = / -> #(.*)$/.exec(line)?.[1]
    return id === undefined || ids.has(id) ? line : `${line} (which leads nowhere)`
  })
}

class Reader {
  readonly lines: string[] = []
  /** The text of the present block. */
  #text = ''
  #notes: string[] = []

  blocks(nodes: readonly Node[], path: readonly string[]): void {
    for (const node of nodes) {
      const name = node.nodeName
      if (unseen.has(name)) continue
      if (name === 'hr') {
        this.#end(path)
        this.lines.push([...path, 'hr'].join('>'))
      } else if (containers.has(name)) this.#inside(node as Element, path, nameOf(node as Element))
      else if (leaves.has(name)) this.#leaf(node as Element, path)
      else if (boxes.has(name)) {
        this.#end(path)
        this.blocks((node as Element).childNodes, path)
        this.#end(path)
      } else this.#inline(node)
    }
    this.#end(path)
  }

  #inside(element: Element, path: readonly string[], name: string): void {
    this.#end(path)
    this.blocks(element.childNodes, [...path, name])
  }

  /** A paragraph is the default; an enclosing list or quote tells more. */
  #leaf(element: Element, path: readonly string[]): void {
    this.#end(path)
    const name = element.nodeName
    if (name === 'pre') {
      this.lines.push([...path, 'pre '].join('>') + JSON.stringify(codeOf(element)))
      return
    }
    for (const child of element.childNodes) this.#inline(child)
    this.#end(name === 'p' ? path : [...path, name])
  }

  #inline(node: Node): void {
    const name = node.nodeName
    if (unseen.has(name)) return
    if (name === '#text') this.#text += (node as TextNode).value
    else if (name === 'br') this.#text += lineBreak
    else if (name === 'input')
      this.#text += attribute(node, 'checked') === undefined ? '[ ] ' : '[x] '
    else if (name === 'img') this.#picture(node)
    else this.#span(node as Element)
  }

  #picture(element: Element): void {
    const [alt = '', src = ''] = [attribute(element, 'alt'), attribute(element, 'src')]
    this.#text += pictureSign
    this.#notes.push(`picture ${alt} -> ${asBrowsers(src)}`)
  }

  #span(element: Element): void {
    const start = this.#text.length
    const note = this.#notes.push('') - 1
    for (const child of element.childNodes) this.#inline(child)
    const text = normal(this.#text.slice(start))
    const mark = marks[element.nodeName]
    if (mark === 'sup' || mark === 'sub')
      this.#text = this.#text.slice(0, start) + text.replace(/\d/g, raised(mark))
    const href = element.nodeName === 'a' ? attribute(element, 'href') : undefined
    if (href) this.#notes[note] = `link ${text} -> ${asBrowsers(href)}`
    else if (mark !== undefined) this.#notes[note] = `${mark} ${text}`
  }

  #end(path: readonly string[]): void {
    const text = normal(this.#text)
    const notes = this.#notes.filter(Boolean)
    if (text !== '' || notes.length > 0)
      this.lines.push(`${path.length === 0 ? 'p' : path.join('>')} ${text}`, ...notes.map(indented))
    this.#text = ''
    this.#notes = []
  }
}

/** 10⁶ is not 106, however it is shown. */
const raised = (mark: 'sup' | 'sub') => (digit: string) =>
  (mark === 'sup' ? '⁰¹²³⁴⁵⁶⁷⁸⁹' : '₀₁₂₃₄₅₆₇₈₉').charAt(Number(digit))

const lineBreak = '\u2028'
/** Replaces a picture in the text. */
export const pictureSign = '▣'
/** Browsers normalize some addresses, and so do servers. */
const asBrowsers = (address: string) => URL.parse(address)?.href ?? address
const indented = (line: string) => `  ${line}`

/** As a browser does, but a line break stays one. */
const normal = (text: string) =>
  text
    .replace(/[ \t\n\r\f]+/g, ' ')
    .replace(/ *\u2028 */g, lineBreak)
    .replace(/^[ \u2028]+|[ \u2028]+$/g, '')
    .replaceAll(lineBreak, ' ⏎ ')
    // Ticks are shown as a box or as a character.
    .replace(/^☑/, '[x]')
    .replace(/^☐/, '[ ]')

/** A list that does not start at one shows its start. */
function nameOf(element: Element): string {
  const start = attribute(element, 'start')
  return element.nodeName === 'ol' && start !== undefined && start !== '1'
    ? `ol(${start})`
    : element.nodeName
}
