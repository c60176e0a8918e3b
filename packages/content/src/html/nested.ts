import type { PhrasingContent } from 'mdast'
import { allMarks, mark, type TextSpan } from './text-span.ts'
import type { WrittenBudget } from './written-budget.ts'

/** A mark around more spans than this contains no other marks: each is compared with all the others. */
const nestedSpansMax = 100

/** A mark around more spans than this is dropped: it would be a page, and the library takes each span as an argument. */
const markedSpansMax = 2_000

type Span = { readonly bit: number; readonly end: number }
/** The bit of a link, which is nested as marks are. */
const link = 8
const bits = [mark.strong, mark.emphasis, mark.delete, link]

/** Spans as a tree: of the marks that begin together, the one that goes furthest is the outermost. */
export function nested(spans: readonly TextSpan[], budget: WrittenBudget): PhrasingContent[] {
  const within = (from: number, to: number, around: number): PhrasingContent[] => {
    const nodes: PhrasingContent[] = []
    let at = from
    while (at < to) {
      const textSpan = spans[at] as TextSpan
      const span = longestAt(spans, at, to, around)
      if (span) {
        const isWide = span.end - at > nestedSpansMax
        const inner = within(at, span.end, around | span.bit | (isWide ? allMarks : 0))
        const isPage = span.end - at > markedSpansMax && span.bit !== link
        if (isPage) for (const node of inner) nodes.push(node)
        else nodes.push(marked(span.bit, textSpan, inner, budget))
      } else nodes.push(leafOf(textSpan, budget))
      at = span?.end ?? at + 1
    }
    return nodes
  }
  return within(0, spans.length, 0)
}

function longestAt(
  spans: readonly TextSpan[],
  at: number,
  to: number,
  around: number,
): Span | undefined {
  let longest: Span | undefined
  const first = spans[at] as TextSpan
  const own = first.marks | (first.link ? link : 0)
  for (const bit of bits) {
    if ((own & bit) === 0 || (around & bit) !== 0) continue
    let end = at + 1
    while (end < to && has(spans[end] as TextSpan, bit, first)) end += 1
    if (!longest || end > longest.end) longest = { bit, end }
  }
  return longest
}

const has = (textSpan: TextSpan, bit: number, first: TextSpan): boolean =>
  bit === link ? textSpan.link === first.link : (textSpan.marks & bit) !== 0

function marked(
  bit: number,
  textSpan: TextSpan,
  children: PhrasingContent[],
  budget: WrittenBudget,
): PhrasingContent {
  budget.charge(bit === link ? (textSpan.link?.url.length ?? 0) : 0)
  switch (bit) {
    case mark.strong:
      return { type: 'strong', children }
    case mark.emphasis:
      return { type: 'emphasis', children }
    case mark.delete:
      return { type: 'delete', children }
    default:
      return { type: 'link', url: textSpan.link?.url ?? '', children }
  }
}

function leafOf(textSpan: TextSpan, budget: WrittenBudget): PhrasingContent {
  switch (textSpan.kind) {
    case 'break':
      budget.charge(0)
      return { type: 'break' }
    case 'image':
      budget.charge(textSpan.url.length + textSpan.alt.length)
      return { type: 'image', url: textSpan.url, alt: textSpan.alt }
    case 'code':
      budget.charge(textSpan.text.length)
      return { type: 'inlineCode', value: textSpan.text }
    default:
      budget.charge(textSpan.text.length)
      return { type: 'text', value: textSpan.text }
  }
}
