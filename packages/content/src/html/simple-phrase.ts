import type { Emphasis, PhrasingContent, Strong } from 'mdast'
import { isHarmless, targetOf } from './harmless.ts'

/** Text that may follow a mark, whatever is in it; it may begin after a blank or a bracket. */
const sentenceGoesOn = /^[ .,;:!?)]/

/** Escapes text that could be read as Markdown, between these two characters. */
export type Safe = (text: string, before: string, after: string) => string

/**
 * A phrase as Markdown, if it is of the common kind: words, marks between blanks, links. Undefined for any other: a
 * library prints those, which takes its time.
 */
export function simplePhrase(
  nodes: readonly PhrasingContent[],
  {
    before,
    after,
    safe,
    canBreak,
  }: { before: string; after: string; safe: Safe; canBreak: boolean },
): string | undefined {
  let written = ''
  let last = before.slice(-1)
  for (let at = 0; at < nodes.length; at += 1) {
    const node = nodes[at] as PhrasingContent
    if (node.type === 'break' && !canBreak) return undefined
    const next = nodes[at + 1]
    const piece = pieceOf(node, last, next ? startOf(next) : after, safe)
    if (piece === undefined) return undefined
    written += piece
    last = piece.slice(-1) || last
  }
  return written
}

/** The beginning of a node, if it matters to the text before it. */
function startOf(node: PhrasingContent): string {
  if (node.type === 'text') return node.value
  return starts[node.type] ?? ''
}

const starts: Readonly<Record<string, string>> = {
  break: '\n',
  link: '[',
  image: '!',
  inlineCode: '`',
}

function pieceOf(
  node: PhrasingContent,
  before: string,
  after: string,
  safe: Safe,
): string | undefined {
  switch (node.type) {
    case 'text':
      return safe(node.value, before, after.charAt(0))
    case 'strong':
    case 'emphasis': {
      const inner = isApart(before, after) ? innerPhrase(node.children, safe) : undefined
      const sign = node.type === 'strong' ? '**' : '*'
      return inner && `${sign}${inner}${sign}`
    }
    case 'link': {
      const text = textOf(node.children)
      if (text !== undefined && isAutolink(text, node.url)) return `<${text}>`
      const isSimple = text !== undefined && isHarmless(text, '[') && !node.url.endsWith(text)
      if (!isSimple || before.endsWith('!')) return undefined
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

/** The content of a mark. A mark in it may begin or end with it, but `***a* b *c***` is parsed differently. */
function innerPhrase(nodes: readonly PhrasingContent[], safe: Safe): string | undefined {
  const end = nodes.length - 1
  if (end > 0 && isMark(nodes[0]) && isMark(nodes[end])) return undefined
  let written = ''
  let last = '*'
  for (const [at, node] of nodes.entries()) {
    const next = nodes[at + 1]
    const after = next ? startOf(next) : '*'
    const piece = isMark(node)
      ? innerMark(node, at === 0 ? ' ' : last, next ? after : ' ', safe)
      : node.type === 'break'
        ? undefined
        : pieceOf(node, last, after, safe)
    if (piece === undefined) return undefined
    written += piece
    last = piece.slice(-1) || last
  }
  return written
}

function innerMark(
  { type, children }: Strong | Emphasis,
  before: string,
  after: string,
  safe: Safe,
): string | undefined {
  const text = textOf(children)
  if (text === undefined || !isApart(before, after)) return undefined
  const sign = type === 'strong' ? '**' : '*'
  return `${sign}${safe(text, '*', '*')}${sign}`
}

/** Whether an address in brackets is recognized everywhere. */
const isAutolink = (text: string, url: string): boolean =>
  (url === text || url === `mailto:${text}`) && autolink.test(url)

const autolink = /^(?:https?:\/\/|mailto:)[^\s<>\\|&]+$/i

const isMark = (node: PhrasingContent | undefined): node is Strong | Emphasis =>
  node?.type === 'strong' || node?.type === 'emphasis'

function textOf([only, ...others]: readonly PhrasingContent[]): string | undefined {
  return only?.type === 'text' && others.length === 0 ? only.value : undefined
}

/** Whether a mark can begin and end here, whatever is in it. */
const isApart = (before: string, after: string): boolean =>
  /[\s(]$/.test(before) && (after === '\n' || sentenceGoesOn.test(after))
