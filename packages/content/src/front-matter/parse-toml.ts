import { parse, TomlDate } from 'smol-toml'
import type { FrontMatterValue } from './front-matter-value.ts'

/** TOML in which every value is text, except numbers with a fraction. Throws its fault. */
export function parseToml(source: string): FrontMatterValue {
  return asText(parse(source, { integersAsBigInt: true }))
}

function asText(value: unknown): FrontMatterValue {
  if (value instanceof TomlDate) return value.toISOString()
  if (Array.isArray(value)) return value.map(asText)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, asText(one)]))
  return typeof value === 'number' ? value : String(value)
}
