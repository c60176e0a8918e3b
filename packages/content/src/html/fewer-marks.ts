import type { PhrasingContent } from 'mdast'

/**
 * A phrase in which no mark is in another, and of several that touch only what is struck out is left: readers of
 * Markdown do not agree on the others, and would show their signs.
 */
export function withFewerMarks(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  const isCrowded = nodes.filter(isMark).length > touchingMax
  return nodes.flatMap((node): PhrasingContent[] => {
    if (node.type === 'link') return [{ ...node, children: withoutEmphasis(node.children) }]
    if (!isMark(node)) return [node]
    const children = withoutEmphasis(node.children)
    return isCrowded && node.type !== 'delete' ? children : [{ ...node, children }]
  })
}

const touchingMax = 2

const isMark = (node: PhrasingContent) =>
  node.type === 'strong' || node.type === 'emphasis' || node.type === 'delete'

const withoutEmphasis = (nodes: readonly PhrasingContent[]): PhrasingContent[] =>
  nodes.flatMap((node): PhrasingContent[] => {
    if (node.type === 'link' || node.type === 'delete')
      return [{ ...node, children: withoutEmphasis(node.children) }]
    return isMark(node) && 'children' in node ? withoutEmphasis(node.children) : [node]
  })
