import type {
  Blockquote,
  Heading,
  List,
  ListItem,
  PhrasingContent,
  Root,
  RootContent,
  Table,
} from 'mdast'
import { joined, prefixed, trimmed, type Span } from './span.ts'
import type { Mark, TextStyle } from './text-style.ts'

/** A document as the text that a platform shows: one walk for all, each with a style of its own. */
export function printText(root: Root, style: TextStyle): Span[] {
  const printer = new Printer(style)
  return trimmed(printer.blocks(root.children, '\n\n'))
}

class Printer {
  readonly #style: TextStyle
  #isInQuote = false

  constructor(style: TextStyle) {
    this.#style = style
  }

  blocks(nodes: readonly RootContent[], between: string): Span[] {
    return joined(
      nodes.map((node) => this.#block(node)),
      between,
    )
  }

  #block(node: RootContent): Span[] {
    const style = this.#style
    switch (node.type) {
      case 'thematicBreak':
        return [{ text: style.rule }]
      case 'code':
        return [{ text: style.codeBlock(node.value.trimEnd(), node.lang ?? '') }]
      case 'heading':
        return [...style.heading(this.#heading(node), node.depth)]
      case 'blockquote':
        return this.#quote(node)
      case 'list':
        return this.#list(node)
      case 'table':
        return this.#table(node)
      case 'paragraph':
        return this.#phrase(node.children)
      default:
        return []
    }
  }

  #quote({ children }: Blockquote): Span[] {
    const isInner = this.#isInQuote
    this.#isInQuote = true
    const words = this.blocks(children, '\n\n')
    this.#isInQuote = isInner
    return [...this.#style.quote(words, isInner)]
  }

  #heading({ children }: Heading): Span[] {
    const mark = this.#style.headingMark
    return this.#phrase(mark === undefined ? children : [{ type: mark, children }])
  }

  #list({ children, ordered, start, spread }: List): Span[] {
    const first = start ?? 1
    const items = children.map((item, index) => {
      const bullet = this.#style.bullet(ordered ? first + index : undefined)
      return prefixed(this.#item(item, spread === true), bullet, this.#style.indent(bullet))
    })
    return joined(items, spread ? '\n\n' : '\n')
  }

  #item({ children, checked }: ListItem, spread: boolean): Span[] {
    const words = this.blocks(children, spread ? '\n\n' : '\n')
    return typeof checked === 'boolean' ? [{ text: this.#style.task(checked) }, ...words] : words
  }

  #table({ children: rows }: Table): Span[] {
    const lines = rows.map(({ children: cells }) =>
      cells.flatMap(({ children }, index) => [
        { text: index === 0 ? '' : ' | ' },
        ...this.#phrase(children),
      ]),
    )
    return joined(lines, '\n')
  }

  #phrase(nodes: readonly PhrasingContent[]): Span[] {
    return trimmed(this.#inlines(nodes, new Set(), '', ''))
  }

  #inlines(
    nodes: readonly PhrasingContent[],
    within: ReadonlySet<Mark>,
    before: string,
    after: string,
  ): Span[] {
    return nodes.flatMap((node, index) => {
      const previous = index === 0 ? before : lastOf(wordsOf(nodes[index - 1]))
      const next = index + 1 === nodes.length ? after : firstOf(wordsOf(nodes[index + 1]))
      return this.#inline(node, within, previous, next)
    })
  }

  #inline(
    node: PhrasingContent,
    within: ReadonlySet<Mark>,
    before: string,
    after: string,
  ): readonly Span[] {
    const style = this.#style
    switch (node.type) {
      case 'text':
        return style.text(node.value)
      case 'inlineCode':
        return [{ text: style.code(node.value) }]
      case 'break':
        return [{ text: '\n' }]
      case 'strong':
      case 'emphasis':
      case 'delete': {
        const words = this.#inlines(node.children, new Set([...within, node.type]), '', '')
        return style.marked({ name: node.type, words, before, after, within })
      }
      case 'link':
        return style.link(
          this.#inlines(node.children, within, '', ''),
          wordsOf(node).replace(/\s+/g, ' ').trim(),
          node.url,
        )
      case 'image':
        return style.image(node.alt ?? '', node.url)
      default:
        return []
    }
  }
}

function wordsOf(node: PhrasingContent | undefined): string {
  if (node === undefined) return ''
  if ('value' in node) return node.value
  if (node.type === 'break') return '\n'
  if (node.type === 'image') return node.alt ?? ''
  return 'children' in node ? node.children.map(wordsOf).join('') : ''
}

const lastOf = (words: string) => /.$/su.exec(words)?.[0] ?? ''
const firstOf = (words: string) => /^./su.exec(words)?.[0] ?? ''
