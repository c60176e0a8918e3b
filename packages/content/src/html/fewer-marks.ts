import type { PhrasingContent } from 'mdast'

/**
 * A phrase without nested marks, in which of several touching marks only the strike-through is left: Markdown parsers
 * disagree on the others, and would show their characters.
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
