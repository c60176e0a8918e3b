import { parse, parseFragment, serialize, type DefaultTreeAdapterTypes } from 'parse5'

export type Node = DefaultTreeAdapterTypes.Node
export type Element = DefaultTreeAdapterTypes.Element
export type TextNode = DefaultTreeAdapterTypes.TextNode

export const attribute = (element: Element, name: string): string | undefined =>
  element.attrs.find((each) => each.name === name)?.value

/** The elements with all their descendants. */
export const elementsOf = (nodes: readonly Node[]): Element[] =>
  nodes.flatMap((node) => {
    const inside = 'childNodes' in node ? elementsOf(node.childNodes) : []
    return 'tagName' in node ? [node, ...inside] : inside
  })

/** The text with its line breaks, as code shows it. */
export function codeOf(node: Node): string {
  if (node.nodeName === '#text') return (node as TextNode).value
  if (node.nodeName === 'br') return '\n'
  const text = 'childNodes' in node ? node.childNodes.map(codeOf).join('') : ''
  return node.nodeName === 'pre' ? text.replace(/\n$/, '') : text
}

/** The HTML inside the first element of this class in a page. */
export function articleIn(page: string, className: string): string {
  const found = elementsOf(parse(page).childNodes).find((element) =>
    attribute(element, 'class')?.split(/\s+/).includes(className),
  )
  if (found === undefined)
    throw new Error(`nothing of class ${className} in ${page.slice(0, 2_000)}`)
  return serialize(found)
}

const blocks = new Set(['p', 'div', 'ul', 'ol', 'li', 'blockquote', 'pre', 'h1', 'h2', 'h3', 'tr'])

/** The text of HTML, a line for each block, and the addresses of its links. */
export function textOf(html: string): { text: string; addresses: string[] } {
  const { childNodes } = parseFragment(html)
  const lines = (node: Node): string => {
    if (node.nodeName === '#text') return (node as TextNode).value
    if (node.nodeName === 'br') return '\n'
    const inside = 'childNodes' in node ? node.childNodes.map(lines).join('') : ''
    return blocks.has(node.nodeName) ? `\n${inside}\n` : inside
  }
  const addresses = elementsOf(childNodes).flatMap(
    (element) => attribute(element, 'href') ?? attribute(element, 'src') ?? [],
  )
  return { text: childNodes.map(lines).join(''), addresses }
}
