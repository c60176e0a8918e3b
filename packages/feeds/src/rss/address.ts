/** An address as a feed contains it: it may be relative, and so may the bases around it. */
export type Address = {
  readonly written: string
  readonly bases: Bases
}

/** The values of `xml:base` around an element, the outermost first. */
export type Bases = readonly string[]

/**
 * The addresses of a feed. `location` is the requested one, and stays the same from scan to scan. `url` is the one
 * after all redirects, which may differ each time.
 */
export type FeedAddresses = {
  readonly location: string
  readonly url: string
}

/** The base of relative addresses; an invalid base is ignored. */
export const resolveBases = (bases: Bases, feedUrl: string): string =>
  bases.reduce((outer, base) => URL.parse(base, outer)?.href ?? outer, feedUrl)

/** Undefined for an address that does not lead to a web page. */
export function resolveAddress({ written, bases }: Address, feedUrl: string): string | undefined {
  // An empty address would resolve to the feed's own.
  if (written === '') return undefined
  const found = URL.parse(written, resolveBases(bases, feedUrl))
  return found?.protocol === 'http:' || found?.protocol === 'https:' ? found.href : undefined
}

/** Many links may have the same base: together they must not become much longer than the feed. */
export const addressMax = 8_000
