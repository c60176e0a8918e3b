import type { Link, Nodes, Root } from 'mdast'
import { printBody, readBody, type Body } from '../text/plain-text.ts'
import { printText } from '../text/print-text.ts'
import type { Span } from '../text/span.ts'
import type { TextStyle } from '../text/text-style.ts'
import { isFromSource, type AccountContent } from './account-content.ts'

/** The body of a post, and the link that it ends with: the body is read once for both. */
export function bodyAndLink(
  content: AccountContent,
  style: TextStyle,
): { body: Span[]; link: Span[] } {
  const body = readBody(content.body)
  return { body: printBody(body, style), link: linkSpans(linkOf(content, body), style) }
}

function linkSpans(url: string | undefined, style: TextStyle): Span[] {
  if (url === undefined) return []
  const link: Link = { type: 'link', url, children: [{ type: 'text', value: url }] }
  const root: Root = { type: 'root', children: [{ type: 'paragraph', children: [link] }] }
  return printText(root, style)
}

/**
 * The address that a post of plain text ends with: for content from a source, and for a teaser of a longer text,
 * unless the text has it already.
 */
function linkOf(content: AccountContent, { root }: Body): string | undefined {
  const { title, body } = content
  if (content.url === undefined || !(content.isTeaser || isFromSource(content))) return undefined
  const url = hrefOf(content.url)
  if (title.includes(content.url) || title.includes(url)) return undefined
  // An unreadable part of the body is shown as it is.
  return (root ? leadsTo(root, url) : body.includes(content.url)) ? undefined : url
}

function leadsTo(node: Nodes, href: string): boolean {
  if (node.type === 'link' && hrefOf(node.url) === href) return true
  return 'children' in node && node.children.some((child) => leadsTo(child, href))
}

const hrefOf = (url: string): string => URL.parse(url)?.href ?? url
