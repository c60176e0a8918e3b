import { mark } from './text-span.ts'
import type { Shift } from './shifted.ts'

/** The meaning of an element for its text. */
type ElementMeaning = { readonly marks?: number; readonly isCode?: true; readonly shift?: Shift }

const meanings: ReadonlyMap<string, ElementMeaning> = new Map<string, ElementMeaning>([
  ['strong', { marks: mark.strong }],
  ['b', { marks: mark.strong }],
  ['em', { marks: mark.emphasis }],
  ['i', { marks: mark.emphasis }],
  ['cite', { marks: mark.emphasis }],
  ['del', { marks: mark.delete }],
  ['s', { marks: mark.delete }],
  ['strike', { marks: mark.delete }],
  ['code', { isCode: true }],
  ['kbd', { isCode: true }],
  ['samp', { isCode: true }],
  ['tt', { isCode: true }],
  ['sup', { shift: 'up' }],
  ['sub', { shift: 'down' }],
])

export const meaningOf = (name: string): ElementMeaning | undefined => meanings.get(name)

const blocks = new Set(
  'address article aside body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup html legend li main nav ol p section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
)

/** Elements that only start a paragraph of their own, or a line of code. */
export const isBlock = (name: string): boolean => blocks.has(name)

const embedded = new Set('iframe video audio embed object'.split(' '))

/** Elements that show foreign content, which Markdown can only link to. */
export const isEmbedded = (name: string): boolean => embedded.has(name)

const skipped = new Set(
  'script style noscript template applet svg math canvas select button textarea input title head'.split(
    ' ',
  ),
)

/** Elements that are dropped together with their text. */
export const isSkipped = (name: string): boolean => skipped.has(name) || isEmbedded(name)
