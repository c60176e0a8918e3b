import { escapeMarkdown, type Mark } from './inline.ts'

type Attributes = Readonly<Record<string, string>>

const around = (name: string, mark: string): [string, Mark] => [
  name,
  { name, before: mark, after: mark },
]

const code = (name: string): [string, Mark] => [name, { name, before: '', after: '', isCode: true }]

export const marks: ReadonlyMap<string, Mark> = new Map([
  around('strong', '**'),
  around('b', '**'),
  around('em', '*'),
  around('i', '*'),
  around('cite', '*'),
  around('del', '~~'),
  around('s', '~~'),
  code('code'),
  code('kbd'),
  code('samp'),
  code('tt'),
])

const skipped = new Set(
  'script style noscript template iframe object embed applet svg math canvas audio video select button textarea input title head'.split(
    ' ',
  ),
)

/** Elements that are dropped together with their text. */
export const isSkipped = (name: string): boolean => skipped.has(name)

export function linkMark({ href }: Attributes, base: string | undefined): Mark | undefined {
  const url = addressOf(href, base, /^(https?|mailto):$/)
  return { name: 'a', before: url ? '[' : '', after: url ? `](${url})` : '' }
}

/** An image; nothing for a tracking pixel, or without a usable address. */
export function imageMark(attributes: Attributes, base: string | undefined): string {
  const { src, alt = '', width, height } = attributes
  const url = addressOf(src, base, /^https?:$/)
  if (url === undefined || (width === '1' && height === '1')) return ''
  return `![${escapeMarkdown(alt.replace(/\s+/g, ' ').trim())}](${url})`
}

function addressOf(
  given: string | undefined,
  base: string | undefined,
  protocols: RegExp,
): string | undefined {
  const url = given === undefined ? null : URL.parse(given.trim(), base)
  if (url === null || !protocols.test(url.protocol)) return undefined
  return url.href.replace(/[()\\]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)
}
