import type { PhrasingContent } from 'mdast'
import type { Info, State } from 'mdast-util-to-markdown'
import { withFewerMarks } from './fewer-marks.ts'
import { segmentsOf } from './segments.ts'
import { simplePhrase, type Safe } from './simple-phrase.ts'

type Parent = Parameters<State['containerPhrasing']>[0]

/** Prints a paragraph, heading or cell, a segment at a time: in the library, each mark is compared with all others. */
export function printPhrase(
  { type, children }: Parent,
  info: Info,
  { library, safe }: { library: State['containerPhrasing']; safe: Safe },
): string {
  const nodes = children as PhrasingContent[]
  const canBreak = type === 'paragraph'
  const simple = simplePhrase(nodes, { ...info, safe, canBreak })
  if (simple !== undefined) return simple
  const segments = segmentsOf(nodes)
  let written = ''
  segments.forEach((segment, at) => {
    const next = segments[at + 1]?.[0]
    const around = {
      ...info,
      before: written === '' ? info.before : written.slice(-1),
      after: next?.type === 'text' ? next.value.charAt(0) : info.after,
    }
    written +=
      simplePhrase(segment, { ...around, safe, canBreak }) ??
      library({ type: 'paragraph', children: withFewerMarks(segment) }, around)
  })
  return written
}
