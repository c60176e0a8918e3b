import type { PhrasingContent } from 'mdast'
import { allMarks, mark, type Run } from './run.ts'
import type { WrittenBudget } from './written-budget.ts'

/** Within a mark around more runs than this there are no other marks: each is held against all the others. */
const nestedRunsMax = 100

/** A mark around more runs than this is none: it would be a page, and the library takes it as one argument each. */
const markedRunsMax = 2_000

type Span = { readonly bit: number; readonly end: number }
/** The bit of a link, which is nested as marks are. */
const link = 8
const bits = [mark.strong, mark.emphasis, mark.delete, link]

/** Runs as a tree: of the marks that begin together, the one that goes furthest is the outermost. */
export function nested(runs: readonly Run[], budget: WrittenBudget): PhrasingContent[] {
  const within = (from: number, to: number, around: number): PhrasingContent[] => {
    const nodes: PhrasingContent[] = []
    let at = from
    while (at < to) {
      const run = runs[at] as Run
      const span = longestAt(runs, at, to, around)
      if (span) {
        const isWide = span.end - at > nestedRunsMax
        const inner = within(at, span.end, around | span.bit | (isWide ? allMarks : 0))
        const isPage = span.end - at > markedRunsMax && span.bit !== link
        if (isPage) for (const node of inner) nodes.push(node)
        else nodes.push(marked(span.bit, run, inner, budget))
      } else nodes.push(leafOf(run, budget))
      at = span?.end ?? at + 1
    }
    return nodes
  }
  return within(0, runs.length, 0)
}

function longestAt(runs: readonly Run[], at: number, to: number, around: number): Span | undefined {
  let longest: Span | undefined
  const first = runs[at] as Run
  const own = first.marks | (first.link ? link : 0)
  for (const bit of bits) {
    if ((own & bit) === 0 || (around & bit) !== 0) continue
    let end = at + 1
    while (end < to && has(runs[end] as Run, bit, first)) end += 1
    if (!longest || end > longest.end) longest = { bit, end }
  }
  return longest
}

const has = (run: Run, bit: number, first: Run): boolean =>
  bit === link ? run.link === first.link : (run.marks & bit) !== 0

function marked(
  bit: number,
  run: Run,
  children: PhrasingContent[],
  budget: WrittenBudget,
): PhrasingContent {
  budget.charge(bit === link ? (run.link?.url.length ?? 0) : 0)
  switch (bit) {
    case mark.strong:
      return { type: 'strong', children }
    case mark.emphasis:
      return { type: 'emphasis', children }
    case mark.delete:
      return { type: 'delete', children }
    default:
      return { type: 'link', url: run.link?.url ?? '', children }
  }
}

function leafOf(run: Run, budget: WrittenBudget): PhrasingContent {
  switch (run.kind) {
    case 'break':
      budget.charge(0)
      return { type: 'break' }
    case 'image':
      budget.charge(run.url.length + run.alt.length)
      return { type: 'image', url: run.url, alt: run.alt }
    case 'code':
      budget.charge(run.text.length)
      return { type: 'inlineCode', value: run.text }
    default:
      budget.charge(run.text.length)
      return { type: 'text', value: run.text }
  }
}
