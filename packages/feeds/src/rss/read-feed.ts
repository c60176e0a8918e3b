import type { Outbound } from '@pressrun/outbound'
import { identifyFound } from '../identity/identify-found.ts'
import { sha256, type Reading } from '../item.ts'
import { collectInTurns } from './collect-in-turns.ts'
import { fetchFeed, type FeedRequest } from './fetch-feed.ts'
import { nameItems, type KnownNames } from './name-items.ts'
import { parseApart } from './parse-apart.ts'

/** Fetches and parses a feed, unless it is unchanged. */
export async function readFeed(
  request: FeedRequest,
  { outbound, now, knownNames }: { outbound: Outbound; now: () => Date; knownNames: KnownNames },
): Promise<Reading> {
  const fetched = await fetchFeed(request, outbound, now())
  if (fetched.outcome !== 'fetched') return fetched
  // Many servers ignore conditional requests and always send the whole feed.
  const digest = sha256(fetched.text)
  if (digest === request.validators?.digest) return { outcome: 'unchanged' }
  const addresses = { location: request.url, url: fetched.url }
  const parsed = await parseApart(fetched.text, addresses, { signal: request.signal })
  if ('problem' in parsed) return { outcome: 'failed', problem: parsed.problem }
  const found = await nameItems(parsed.found, knownNames)
  const identified = await collectInTurns(identifyFound(found, request.url))
  return { outcome: 'read', found: identified, validators: { ...fetched.validators, digest } }
}
