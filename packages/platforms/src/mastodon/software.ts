import { z } from 'zod'
import { serverPath } from '../server-url.ts'
import { read, readUrl, type Server } from './server.ts'

/** A server's software, by its own description. */
export type Software = { readonly name: string; readonly version?: string }

/**
 * Software known to respond to a repeated `Idempotency-Key` with the first status: Mastodon and its forks, and Hollo.
 * Others that speak this API ignore the key (snac2, Pixelfed), or some of their versions do (GoToSocial).
 */
const honouringKeys: ReadonlySet<string> = new Set(['mastodon', 'hometown', 'hollo'])

export const honoursKeys = (software: Software | undefined): boolean =>
  software !== undefined && honouringKeys.has(software.name)

const named = z.string().trim().min(1).max(100)
const wellKnownSchema = z.object({
  links: z.array(z.object({ rel: z.string(), href: z.string().max(2_000) })).max(100),
})
const nodeinfoSchema = z.object({
  software: z.object({ name: named, version: named.optional().catch(undefined) }),
})
const instanceSchema = z.object({ version: named })

/** Verifying is what matters: it does not wait for long. */
const deadlineMs = 2_000

/** By NodeInfo (https://nodeinfo.diaspora.software/), or by the version in the API; undefined when neither has it. */
export async function readSoftware(server: Server): Promise<Software | undefined> {
  const [byNodeinfo, instance] = await Promise.all([
    readNodeinfo(server),
    read(server, '/api/v1/instance', instanceSchema, deadlineMs),
  ])
  const compatible = instance.outcome === 'read' ? nameIn(instance.value.version) : undefined
  return byNodeinfo && !(byNodeinfo.name === 'mastodon' && compatible) ? byNodeinfo : compatible
}

async function readNodeinfo(server: Server): Promise<Software | undefined> {
  const wellKnown = await read(server, '/.well-known/nodeinfo', wellKnownSchema, deadlineMs)
  if (wellKnown.outcome !== 'read') return undefined
  const href = wellKnown.value.links.findLast(isNodeinfo)?.href
  const url = href && ownUrl(href, server.settings.instanceUrl)
  if (!url) return undefined
  const told = await readUrl(server, url, nodeinfoSchema, deadlineMs)
  if (told.outcome !== 'read') return undefined
  const { name, version } = told.value.software
  return { name: name.toLowerCase(), ...(version && { version }) }
}

const isNodeinfo = ({ rel }: { readonly rel: string }) =>
  rel.startsWith('http://nodeinfo.diaspora.software/ns/schema/')

/** Our token goes along, so no other server is asked. */
function ownUrl(href: string, instanceUrl: string): string | undefined {
  const url = URL.parse(href, serverPath(instanceUrl, '/'))
  return url?.origin === new URL(instanceUrl).origin ? url.href : undefined
}

/** Servers that speak the API for others name themselves in brackets: `4.0.0 (compatible; Pleroma 2.5.0)`. */
function nameIn(version: string): Software | undefined {
  const [, name, own] =
    /\((?:compatible|not true); (?:really )?([\w.-]+?)[/ ]([^)\s]+)\)/i.exec(version) ?? []
  return name === undefined ? undefined : { name: name.toLowerCase(), ...(own && { version: own }) }
}
