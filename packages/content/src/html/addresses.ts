export type Attributes = Readonly<Record<string, string>>

const web = /^https?:$/

/** The target of a link, if it leads anywhere from a page of text. */
export const linkAddress = ({ href }: Attributes, base: string | undefined): string | undefined =>
  resolved(href, base, /^(https?|mailto):$/)

/** The attributes that scripts take a picture's address from once it is scrolled to. */
const lazy = ['data-src', 'data-lazy-src', 'data-original', 'data-orig-file'] as const

/** A picture's own address rather than that of its placeholder; nothing for a tracking pixel. */
export function imageAddress(attributes: Attributes, base: string | undefined): string | undefined {
  if (attributes['width'] === '1' && attributes['height'] === '1') return undefined
  const { src, srcset, 'data-srcset': lazySet } = attributes
  for (const written of [
    ...lazy.map((name) => attributes[name]),
    src,
    firstOf(lazySet),
    firstOf(srcset),
  ]) {
    const url = resolved(written, base, web)
    if (url !== undefined) return url
  }
  return undefined
}

const firstOf = (candidates: string | undefined): string | undefined =>
  candidates?.trim().split(/\s/, 1)[0]

/** The address of embedded content, if a person can open it. */
export function embedAddress(attributes: Attributes, base: string | undefined): string | undefined {
  const { src, data, 'data-src': lazySrc, width, height } = attributes
  if (width === '0' || height === '0' || (width === '1' && height === '1')) return undefined
  const url = resolved(lazySrc, base, web) ?? resolved(src, base, web) ?? resolved(data, base, web)
  return url === undefined ? undefined : pageOf(url)
}

/** The page of a film, rather than the player made to be embedded. */
export function pageOf(url: string): string {
  const tube =
    /^https?:\/\/(?:www\.)?youtube(?:-nocookie)?\.com\/embed\/([\w-]{11})(?=[?&#]|$)/.exec(url)
  if (tube) return `https://www.youtube.com/watch?v=${tube[1]}`
  const vimeo = /^https?:\/\/player\.vimeo\.com\/video\/(\d+)(?=[?&#]|$)/.exec(url)
  return vimeo ? `https://vimeo.com/${vimeo[1]}` : url
}

function resolved(
  given: string | undefined,
  base: string | undefined,
  protocols: RegExp,
): string | undefined {
  // An empty address would resolve to the page's own.
  const url = given === undefined || given.trim() === '' ? null : URL.parse(given.trim(), base)
  return url !== null && protocols.test(url.protocol) ? url.href : undefined
}
