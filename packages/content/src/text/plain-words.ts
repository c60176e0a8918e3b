import type { Nodes } from 'mdast'

/** The words of a document or a part of it, on one line; its pictures are left out. */
export const plainWords = (node: Nodes): string => wordsOf(node).replace(/\s+/g, ' ').trim()

function wordsOf(node: Nodes): string {
  if (node.type === 'text' || node.type === 'inlineCode') return node.value
  if (node.type === 'break') return ' '
  return 'children' in node ? node.children.map(wordsOf).join('') : ''
}
