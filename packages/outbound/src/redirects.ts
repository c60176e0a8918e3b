import { parseTarget } from './check-target.ts'
import { redirectsMax, type Answer, type OutboundRequest, type OutboundResult } from './outbound.ts'

/**
 * Sends a GET and follows its redirects, up to the request's limit. Every hop goes through the same guarded connect. A
 * redirect that is not followed is the response.
 */
export async function followRedirects(
  order: OutboundRequest,
  send: (order: OutboundRequest) => Promise<OutboundResult>,
): Promise<OutboundResult> {
  const hopsMax = order.method === 'GET' ? Math.min(order.redirects ?? 0, redirectsMax) : 0
  let current = order
  for (let hops = 0; ; hops += 1) {
    const result = await send(current)
    if (result.outcome !== 'answered') return result
    const next = hops < hopsMax ? nextHop(current, result) : undefined
    if (next === undefined) return hops === 0 ? result : { ...result, url: current.url }
    current = next
  }
}

const redirectStatuses = [301, 302, 303, 307, 308]

/** Undefined when the response leads nowhere: no redirect, an unusable Location, or out of TLS. */
export function nextHop(order: OutboundRequest, answer: Answer): OutboundRequest | undefined {
  const { location } = answer.headers
  if (!redirectStatuses.includes(answer.status) || typeof location !== 'string') return undefined
  const from = new URL(order.url)
  const to = parseTarget(URL.parse(location, from.href)?.href ?? '')
  if (to === undefined || (from.protocol === 'https:' && to.protocol === 'http:')) return undefined
  const headers = to.origin === from.origin ? order.headers : harmless(order.headers)
  // Credentials in a Location are not ours to send.
  to.username = to.password = ''
  return { ...order, url: to.href, headers }
}

/**
 * The headers that another origin may see. It is an allow list, as a platform may name the header of its token in any
 * way.
 */
const letThrough = /^(accept(-.+)?|user-agent|if-none-match|if-modified-since)$/i

function harmless(headers: readonly string[]): string[] {
  return headers.filter((_, at) => letThrough.test(headers[at - (at % 2)] ?? ''))
}
