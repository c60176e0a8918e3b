import type { Tools } from '../contract.ts'
import type { NotSent } from '../outcomes.ts'
import type { Refusal } from '../refusal.ts'
import { readRefusal } from './read-refusal.ts'
import type { Facet, Mention } from './rich-text.ts'
import { isDid, type Account } from './session.ts'
import { succeeded, xrpc } from './xrpc.ts'

/** The most that fit into a post. */
const mentionsMax = 30
const ttlMs = 3_600_000

type Resolved = { readonly outcome: 'resolved'; readonly did: string | undefined }

/**
 * The facets of the existing handles. A handle that does not exist stays text, as in Bluesky's own client; one that
 * cannot be resolved now is a refusal: otherwise the post would differ the next time.
 */
export async function resolveMentions(
  mentions: readonly Mention[],
  account: Account,
  tools: Tools,
): Promise<readonly Facet[] | Refusal | NotSent> {
  const facets: Facet[] = []
  for (const { handle, index } of mentions.slice(0, mentionsMax)) {
    const key = `bluesky/handle/${account.settings.service}/${handle.toLowerCase()}`
    const reply = await tools.cache.getOrLoad(key, async () => {
      const value = await resolve(handle, account, tools)
      return { value, ttlMs: value.outcome === 'resolved' ? ttlMs : 0 }
    })
    if (reply.outcome !== 'resolved') return reply
    const { did } = reply
    if (did !== undefined)
      facets.push({ index, features: [{ $type: 'app.bsky.richtext.facet#mention', did }] })
  }
  return facets
}

async function resolve(
  handle: string,
  { settings, credentials, signal }: Account,
  tools: Tools,
): Promise<Resolved | Refusal | NotSent> {
  const nsid = 'com.atproto.identity.resolveHandle'
  const result = await xrpc({ service: settings.service, nsid, query: { handle }, signal }, tools)
  if (result.outcome !== 'answered') return result
  if (succeeded(result))
    return {
      outcome: 'resolved',
      did: isDid(result.reply['did']) ? result.reply['did'] : undefined,
    }
  if (result.status === 400) return { outcome: 'resolved', did: undefined }
  return readRefusal(result, credentials, tools.now())
}
