import { userAgent } from '@pressrun/outbound'
import type { Tools } from '../contract.ts'
import { serverPath } from '../server-url.ts'

const relation = /<([^<>\s]{1,2000})>\s*;[^,]*\brel="?https:\/\/api\.w\.org\/"?/i

/** Finding it is only a step for the caller. */
const deadlineMs = 5_000

/**
 * The root of a site's REST API as its home page names it in a `Link` header: sites without pretty permalinks have it
 * at `index.php?rest_route=/` (https://developer.wordpress.org/rest-api/using-the-rest-api/discovery/). Undefined when
 * it is not named, or is at another origin, which must not get our credentials.
 */
export async function findApiRoot(
  siteUrl: string,
  { outbound }: Pick<Tools, 'outbound'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const result = await outbound.request({
    method: 'GET',
    url: serverPath(siteUrl, '/'),
    headers: ['accept', 'text/html', 'user-agent', userAgent],
    signal,
    deadlineMs,
  })
  if (result.outcome !== 'answered') return undefined
  const href = relation.exec([result.headers['link'] ?? ''].flat().join(', '))?.[1]
  const root = href === undefined ? null : URL.parse(href, siteUrl)
  return root?.origin === new URL(siteUrl).origin ? root.href : undefined
}

/** A path of `wp/v2`, with its query, below a root that may itself be a query. */
export function urlBelow(root: string, path: string): string {
  const route = `wp/v2${path}`
  return root + (root.includes('?') ? route.replace('?', '&') : route)
}
