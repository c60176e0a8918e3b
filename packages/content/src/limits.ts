import { contentMaxima } from './content-maxima.ts'
import type { Content } from './content.ts'
import type { Violation } from './violation.ts'

/** Platforms count differently; the unit is part of the limit. */
export type LengthUnit = 'utf16-units' | 'code-points' | 'graphemes' | 'bytes' | 'items'

export type Limit = {
  /**
   * `text` is the single text field of some platforms: title, body, tags and link, as far as the platform shows them.
   */
  readonly path: 'title' | 'summary' | 'body' | 'tags' | 'text'
  readonly unit: LengthUnit
  readonly max: number
}

/** The limits of a platform that has none of its own. */
export const contentLimits: readonly Limit[] = [
  { path: 'title', unit: 'utf16-units', max: contentMaxima.title },
  { path: 'summary', unit: 'utf16-units', max: contentMaxima.summary },
  { path: 'body', unit: 'utf16-units', max: contentMaxima.body },
  { path: 'tags', unit: 'items', max: contentMaxima.tags },
]

/** Its tables are loaded when something is counted for the first time. */
let graphemes: Intl.Segmenter | undefined

export function measureText(text: string, unit: Exclude<LengthUnit, 'items'>): number {
  if (unit === 'utf16-units') return text.length
  if (unit === 'bytes') return Buffer.byteLength(text)
  let count = 0
  graphemes ??= new Intl.Segmenter('und', { granularity: 'grapheme' })
  for (const _ of unit === 'graphemes' ? graphemes.segment(text) : text) count++
  return count
}

/** The outgoing content, in parts or as one text, against the limits on each. */
export function checkLimits(
  content: Partial<Content> & { text?: string },
  limits: readonly Limit[],
): Violation[] {
  return limits.flatMap(({ path, unit, max }) => {
    const actual = measurePart(content[path], unit)
    if (actual <= max) return []
    const message = `${path} has ${actual} ${unit}, ${max} are allowed`
    return [{ code: 'too-long', path, message, limit: max, actual }]
  })
}

function measurePart(part: string | string[] | undefined, unit: LengthUnit): number {
  if (part === undefined) return 0
  if (Array.isArray(part)) return part.length
  return measureText(part, unit === 'items' ? 'utf16-units' : unit)
}
