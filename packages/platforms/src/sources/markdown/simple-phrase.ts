import type { PhrasingContent } from 'mdast'
import { isHarmless, targetOf } from './harmless.ts'

/** What a mark may be followed by, whatever is in it; it may begin after a blank or a bracket. */
const sentenceGoesOn = /^[ .,;:!?)]/

/**
 * A phrase as Markdown, if it is as most are: words without signs, marks between blanks, links. Undefined
 * for any other: what may touch what is the business of a library, which takes its time.
 */
export function simplePhrase(
  nodes: readonly PhrasingContent[],
  { before, after, canBreak }: { before: string; after: string; canBreak: boolean },
): string | undefined {
  let written = ''
  for (const [at, node] of nodes.entries()) {
    const next = nodes[at + 1]
    const piece = pieceOf(node, written || before, next ? startOf(next) : after)
    if (piece === undefined || (node.type === 'break' && !canBreak)) return undefined
    written += piece
  }
  return written
}

const startOf = (node: PhrasingContent): string =>
  node.type === 'text' ? node.value : node.type === 'break' ? '\n' : ''

function pieceOf(node: PhrasingContent, before: string, after: string): string | undefined {
  switch (node.type) {
    case 'text':
      return isHarmless(node.value, before) ? node.value : undefined
    case 'strong':
    case 'emphasis': {
      const text = textOf(node.children)
      if (text === undefined || !isApart(before, after)) return undefined
      const sign = node.type === 'strong' ? '**' : '*'
      return `${sign}${text}${sign}`
    }
    case 'link': {
      const text = textOf(node.children)
      if (text === undefined || node.url.endsWith(text) || before.endsWith('!')) return undefined
      return `[${text}]${targetOf(node.url)}`
    }
    case 'image':
      return isHarmless(node.alt ?? '', '[')
        ? `![${node.alt ?? ''}]${targetOf(node.url)}`
        : undefined
    case 'inlineCode':
      return /[`|]/.test(node.value) || before.endsWith('`') || after.startsWith('`')
        ? undefined
        : `\`${node.value}\``
    case 'break':
      return '\\\n'
    default:
      return undefined
  }
}

function textOf([only, ...others]: readonly PhrasingContent[]): string | undefined {
  if (only?.type !== 'text' || others.length > 0) return undefined
  return isHarmless(only.value, '[') ? only.value : undefined
}

const isApart = (before: string, after: string): boolean =>
  /[\s(]$/.test(before) && (after === '\n' || sentenceGoesOn.test(after))
