import type { PhrasingContent } from 'mdast'

/** Adjacent marks are compared with each other; beyond this number none is kept. */
const marksMax = 50
/** Where no blank is between as many, as in Chinese, letters will do. */
const marksMany = 10

/**
 * The parts of a paragraph that can be printed one at a time: between two of them there is a place where no mark can
 * begin or end, which is after a blank or between two letters.
 */
export function segmentsOf(nodes: readonly PhrasingContent[]): PhrasingContent[][] {
  const segments: PhrasingContent[][] = []
  let segment: PhrasingContent[] = []
  let marks = 0
  for (const node of nodes) {
    const cut = node.type === 'text' && segment.length > 0 ? cutOf(node.value, marks) : 0
    if (node.type === 'text' && cut > 0) {
      const rest = node.value.slice(cut)
      segment.push(rest === '' ? node : { type: 'text', value: node.value.slice(0, cut) })
      segments.push(segment)
      segment = rest === '' ? [] : [{ type: 'text', value: rest }]
      marks = 0
    } else if (!isMark(node)) segment.push(node)
    else if (++marks <= marksMax) segment.push(node)
    else for (const child of node.children) segment.push(child)
  }
  if (segment.length > 0) segments.push(segment)
  return segments
}

const isMark = (node: PhrasingContent) =>
  node.type === 'strong' || node.type === 'emphasis' || node.type === 'delete'

/** Where a text can be cut; 0 where it cannot. */
function cutOf(text: string, marks: number): number {
  const blank = text.indexOf(' ') + 1
  if (blank > 0) return blank
  return marks < marksMany ? 0 : (/(?<=[\p{L}\p{N}])(?=[\p{L}\p{N}])/u.exec(text)?.index ?? 0)
}
