import { contentMaxima } from '../content-maxima.ts'
import { printable } from '../printable.ts'
import { FrontMatterInvalid } from './front-matter-invalid.ts'
import { isTable, type FrontMatterData, type FrontMatterValue } from './front-matter-value.ts'

/** By their names as they were written. */
export type OtherFields = { readonly [name: string]: FrontMatterValue }

/** Names for which an article has a field of its own. */
const own = new Set(['title', 'summary', 'tags', 'draft', 'canonical_url', 'canonicalurl'])

/** Deeper than any generator reads. */
const depthMax = 16

/**
 * The fields of front matter that an article has no field for, as they were written: `slug`, `image`, `categories`,
 * `lang`, dates and the site's own. Undefined where there are none. Throws `FrontMatterInvalid`.
 */
export function otherFields(written: FrontMatterData): OtherFields | undefined {
  const hasSummary = Object.keys(written).some((name) => name.toLowerCase() === 'summary')
  const fields = kept(
    Object.entries(written).flatMap(([name, value]) => {
      const known = name.toLowerCase()
      if (own.has(known) || (known === 'description' && !hasSummary)) return []
      if (known === 'published' && !isDate(value)) return []
      return [[name, known === 'taxonomies' ? withoutTags(value) : value] as const]
    }),
    1,
  )
  // References (`*name`) may repeat a value many times.
  if (JSON.stringify(fields).length > contentMaxima.fields)
    throw new FrontMatterInvalid('is too long')
  return Object.keys(fields).length > 0 ? fields : undefined
}

const isDate = (value: FrontMatterValue) => typeof value === 'string' && /^\d{4}-\d/.test(value)

/** Zola's tags are those of the article. */
function withoutTags(value: FrontMatterValue): FrontMatterValue {
  if (!isTable(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'tags'))
}

/** Without empty values. */
function kept(entries: readonly (readonly [string, FrontMatterValue])[], depth: number) {
  if (depth > depthMax) throw new FrontMatterInvalid('is nested too deeply')
  const named = entries.map(([name, value]) => [printable(name), keptValue(value, depth)] as const)
  return Object.fromEntries(
    named.filter((entry): entry is [string, FrontMatterValue] => entry[1] !== undefined),
  )
}

function keptValue(value: FrontMatterValue, depth: number): FrontMatterValue | undefined {
  if (value === null) return undefined
  // JSON has neither `inf` nor `nan`.
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value === 'string') return printable(value) || undefined
  if (!Array.isArray(value)) {
    const table = kept(Object.entries(value), depth + 1)
    return Object.keys(table).length > 0 ? table : undefined
  }
  if (depth >= depthMax) throw new FrontMatterInvalid('is nested too deeply')
  const list = value.flatMap((one) => keptValue(one, depth + 1) ?? [])
  return list.length > 0 ? list : undefined
}
