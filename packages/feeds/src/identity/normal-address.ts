/** Tracking parameters for click counters; the page is the same without. */
const trackers =
  /^(utm_.*|fbclid|gclid|dclid|msclkid|igshid|mc_[ce]id|xtor|cmpid|at_[a-z]+|wt_mc|_hs[a-z]+)$/i
/** The origin of a reader, if that is a feed. */
const origins = /^(ref|source|src|from|medium|partner)$/i
const feedNames = /^(rss|feed|atom)/i
const trackingFragment = /^#(:~:|utm_|xtor=|ref=|rss$|feed$|atom$)/i
const indexPage = /\/(index|default)\.(html?|php|aspx?|cgi)$/i
const defaultPort = /:(80|443)$/

/**
 * The one normal form of a page's address, for any scheme, `www.` or click counter. Undefined for anything but an
 * address of the web. A fragment stays unless it counts clicks: the entries of a page of changes differ by nothing
 * else.
 */
export function normalAddress(written: string): string | undefined {
  const url = URL.parse(written.trim())
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return undefined
  const path = withoutSlash(url.pathname.replace(indexPage, '/')).replaceAll(
    /%[0-9a-f]{2}/gi,
    (escape) => escape.toUpperCase(),
  )
  const query = url.search === '' ? '' : normalQuery(url)
  const fragment = trackingFragment.test(url.hash) || url.hash === '#' ? '' : url.hash
  const host = withoutWww(url.host.replace(defaultPort, ''))
  return `${host}${path}${query && `?${query}`}${fragment}`
}

const normalQuery = (url: URL): string =>
  [...url.searchParams]
    .filter(([name, value]) => !isTracking(name, value))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .toSorted()
    .join('&')

const isTracking = (name: string, value: string): boolean =>
  trackers.test(name) || (origins.test(name) && feedNames.test(value))

function withoutSlash(path: string): string {
  let end = path.length
  while (path[end - 1] === '/') end -= 1
  return path.slice(0, end)
}

const withoutWww = (host: string): string => host.replace(/^www\./, '')

/** The host of a normal address, without its port. */
export const hostOf = (address: string): string => /^(\[[^\]]*\]|[^/?#:]*)/.exec(address)?.[0] ?? ''

/** The front page of a site is no page of one item. */
export const isFrontPage = (address: string): boolean => !/[/?#]/.test(address)

/** `blog.x.example` and `x.example` belong together. */
export const isSameSite = (one: string, other: string): boolean =>
  one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`)
