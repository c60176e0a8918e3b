import { z } from 'zod'
import type { AccountId } from '@pressrun/events'
import { read, type Server } from './server.ts'
import { instanceDefault, type Instance } from './instance-limits.ts'

const count = z.int().min(1).max(1_000_000)

const instanceSchema = z.object({
  configuration: z.object({
    statuses: z.object({
      max_characters: count,
      characters_reserved_per_url: count.max(2_000).optional(),
    }),
  }),
})

const ttlMs = 60 * 60 * 1000
/** A server that could not respond is asked again after this. */
const ttlDefaultMs = 60 * 1000
/** The post is what matters: it does not wait for long. */
const deadlineMs = 2_000

/**
 * The server's description of itself; undefined when there is none. Many compatible ones only have version 1 of this.
 */
export async function readInstance(server: Server): Promise<Instance | undefined> {
  const newer = await read(server, '/api/v2/instance', instanceSchema, deadlineMs)
  const told =
    newer.outcome === 'rejected'
      ? await read(server, '/api/v1/instance', instanceSchema, deadlineMs)
      : newer
  if (told.outcome !== 'read') return undefined
  const { max_characters, characters_reserved_per_url } = told.value.configuration.statuses
  return {
    charactersMax: max_characters,
    charactersPerUrl: characters_reserved_per_url ?? instanceDefault.charactersPerUrl,
  }
}

/** Requested once an hour. Undefined when the server does not publish it. */
export function cachedInstance(
  accountId: AccountId,
  server: Server,
): Promise<Instance | undefined> {
  const key = `mastodon/instance/${accountId}/${server.settings.instanceUrl}`
  return server.tools.cache.getOrLoad(key, async () => {
    const value = await readInstance(server)
    if (value) return { value, ttlMs }
    // There is no response because the wait was cut short: that says nothing about the server.
    return { value, ttlMs: server.signal.aborted ? 0 : ttlDefaultMs }
  })
}
