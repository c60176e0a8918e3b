import type { Token } from 'marked'
import type { PhrasingContent } from 'mdast'
import { loadMarkdown } from '../../markdown/load-markdown.ts'
import { ifReadable } from '../../markdown/too-involved.ts'

/** Whether this project's reader of Markdown finds the same words in a phrase as the tree has. */
export function readsAs(
  written: string,
  nodes: readonly PhrasingContent[],
  { before, after }: { before: string; after: string },
): boolean {
  const [head, tail] = [`x${before}`, after].map((text) => text.replace('\n', ' '))
  const markdown = `${head}${written}${tail}`
  const read = ifReadable(markdown, () => wordsRead(loadMarkdown().lex(markdown)))
  return read !== undefined && bare(read) === bare(`${head}${wordsOf(nodes)}${tail}`)
}

const bare = (text: string): string => text.replace(/\s+/g, '')

function wordsOf(nodes: readonly PhrasingContent[]): string {
  return nodes
    .map((node) => {
      if ('children' in node) return wordsOf(node.children)
      return 'value' in node ? node.value : ''
    })
    .join('')
}

function wordsRead(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === 'image') return ''
      if ('tokens' in token && token.tokens) return wordsRead(token.tokens)
      if (token.type === 'escape' || token.type === 'codespan') return token.text
      return 'text' in token && token.type !== 'br' ? loadMarkdown().decode(token.text) : ''
    })
    .join('')
}

/** How many marks there are, in each other and beside each other. */
export const marksIn = (nodes: readonly PhrasingContent[]): number =>
  nodes.reduce((marks, node) => {
    if (!('children' in node)) return marks
    return marks + (node.type === 'link' ? 0 : 1) + marksIn(node.children)
  }, 0)

/** A phrase without its marks, but for what is struck out: that is not what it says. */
export const withoutEmphasis = (nodes: readonly PhrasingContent[]): PhrasingContent[] =>
  nodes.flatMap((node): PhrasingContent[] => {
    if (!('children' in node)) return [node]
    const children = withoutEmphasis(node.children)
    const isKept = node.type === 'link' || node.type === 'delete'
    return isKept ? [{ ...node, children }] : children
  })
