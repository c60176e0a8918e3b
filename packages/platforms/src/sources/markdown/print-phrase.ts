import type { PhrasingContent } from 'mdast'
import type { Info, State } from 'mdast-util-to-markdown'
import { marksIn, readsAs, withoutEmphasis } from './reads-as.ts'
import { segmentsOf } from './segments.ts'
import { simplePhrase } from './simple-phrase.ts'

type Parent = Parameters<State['containerPhrasing']>[0]

/**
 * Writes what is in a paragraph, heading or cell, a segment at a time: in the library, each mark is held
 * against all others.
 */
export function printPhrase(
  { type, children }: Parent,
  info: Info,
  library: State['containerPhrasing'],
): string {
  const segments = segmentsOf(children as PhrasingContent[])
  let written = ''
  segments.forEach((segment, at) => {
    const next = segments[at + 1]?.[0]
    const around = {
      ...info,
      before: written === '' ? info.before : written.slice(-1),
      after: next?.type === 'text' ? next.value.charAt(0) : info.after,
    }
    const canBreak = type === 'paragraph'
    written += simplePhrase(segment, { ...around, canBreak }) ?? checked(segment, around, library)
  })
  return written
}

/** Marks that would not be read as they are meant are left out: their signs would be read instead. */
function checked(
  children: PhrasingContent[],
  around: Info,
  library: State['containerPhrasing'],
): string {
  const written = library({ type: 'paragraph', children }, around)
  if (marksIn(children) < 2 || readsAs(written, children, around)) return written
  return library({ type: 'paragraph', children: withoutEmphasis(children) }, around)
}
