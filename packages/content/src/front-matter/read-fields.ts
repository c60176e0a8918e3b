import { instantOf } from '../instant-of.ts'
import { printable } from '../printable.ts'
import { FrontMatterInvalid } from './front-matter-invalid.ts'
import { isTable, type FrontMatterData, type FrontMatterValue } from './front-matter-value.ts'

/** The fields of an article's front matter; docs/sources.md has the generators that the names come from. */
export type Fields = {
  readonly title?: string | undefined
  readonly summary?: string | undefined
  readonly tags: readonly string[]
  /** Its canonical address. */
  readonly url?: string | undefined
  /** It must not be published before. */
  readonly notBefore?: Date | undefined
}

/** Names are in lower case. Throws `FrontMatterInvalid`. */
export function readFields(data: FrontMatterData): Fields {
  return {
    title: textIn(data, 'title'),
    summary: textIn(data, 'summary') ?? textIn(data, 'description'),
    tags: tagsIn(data),
    url: urlIn(data, 'canonical_url') ?? urlIn(data, 'canonicalurl'),
    notBefore: notBeforeIn(data),
  }
}

/** Quoted text may contain any character, by its escape sequence: `"\\0"`. */
function textIn(data: FrontMatterData, key: string): string | undefined {
  const value = data[key]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return printable(value).trim() || undefined
  throw new FrontMatterInvalid(`has a "${key}" that is not text`)
}

/** A list, or words separated by commas; in Zola a taxonomy. */
function tagsIn(data: FrontMatterData): string[] {
  const taxonomies = data['taxonomies']
  const value = data['tags'] ?? (isTable(taxonomies) ? taxonomies['tags'] : undefined)
  if (value === undefined || value === null) return []
  const names: readonly FrontMatterValue[] | FrontMatterData | number =
    typeof value === 'string' ? value.split(',') : value
  if (!Array.isArray(names)) throw new FrontMatterInvalid('has "tags" that are not a list')
  const tags = names.map((name) => {
    if (name === null) return ''
    if (typeof name === 'string') return printable(name).trim()
    throw new FrontMatterInvalid('has "tags" that are not a list of words')
  })
  return [...new Set(tags.filter((tag) => tag !== ''))]
}

function urlIn(data: FrontMatterData, key: string): string | undefined {
  const text = textIn(data, key)
  const url = text === undefined ? undefined : URL.parse(text)
  if (text !== undefined && !/^https?:$/.test(url?.protocol ?? ''))
    throw new FrontMatterInvalid(`has a "${key}" that is no address of the web (https://...)`)
  return url?.href
}

/** For a generator with both, the time of publication goes before the date of the article. */
const dates = ['publishdate', 'publish_date', 'pubdate', 'published_at', 'published', 'date']

function notBeforeIn(data: FrontMatterData): Date | undefined {
  const [date] = dates.flatMap((key) => dateIn(data, key) ?? [])
  return date
}

function dateIn(data: FrontMatterData, key: string): Date | undefined {
  const text = textIn(data, key)
  // `published` is a yes or no with Jekyll and dev.to.
  if (text === undefined || (key === 'published' && !/^\d{4}-\d/.test(text))) return undefined
  const ms = instantOf(/\d\d:\d\d[\d:.]*[+-]\d\d$/.test(text) ? `${text}:00` : text)
  if (ms === undefined) throw new FrontMatterInvalid(`has a "${key}" that is no date`)
  return new Date(ms)
}
