import { z } from 'zod'
import type { Unknown } from '../outcomes.ts'
import { read, type Failure, type Server } from './server.ts'

const statusSchema = z.object({
  id: z.string().min(1).max(500),
  url: z.string().max(2_000).nullish(),
  created_at: z.iso.datetime({ offset: true }),
  edited_at: z.string().nullish(),
  content: z.string(),
  visibility: z.string().optional(),
  reblog: z.unknown().optional(),
})

export type Status = z.infer<typeof statusSchema>

/** Mastodon returns 40 at most; where statuses are long, that exceeds our read limit. */
const pageSize = 20
const pagesMax = 20

/** snac2 (2.75) has no pages: it returns its newest 256 at once, and the same again for the next page. */
const wholeListMax = 256

export type Listed = {
  /** The account's own, the newest first. */
  readonly statuses: readonly Status[]
  /** Of all that were seen, older ones too: the visibilities that a server lists to their author. */
  readonly visibilities: ReadonlySet<string>
}

/** The account's own statuses since an instant. */
export async function statusesSince(
  server: Server,
  account: string,
  since: Date,
): Promise<{ outcome: 'read'; value: Listed } | Failure> {
  const statuses: Status[] = []
  const visibilities = new Set<string>()
  const value = { statuses, visibilities }
  const seen = new Set<string>()
  let last = ''
  for (let page = 0; page < pagesMax; page += 1) {
    const reply = await read(server, pagePath(account, last), z.array(statusSchema))
    if (reply.outcome !== 'read') return reply
    const fresh = reply.value.filter(({ id }) => !seen.has(id))
    if (fresh.length === 0) return seen.size < wholeListMax ? { outcome: 'read', value } : tooMany
    for (const { id } of fresh) seen.add(id)
    const recent = fresh.filter(({ created_at }) => new Date(created_at) >= since)
    const own = reply.value.filter(({ reblog }) => !reblog)
    for (const { visibility } of own) if (visibility) visibilities.add(visibility)
    statuses.push(...recent.filter(({ reblog }) => !reblog))
    const isLast = !reply.hasNext && reply.value.length < pageSize
    if (isLast || recent.length < fresh.length) return { outcome: 'read', value }
    last = reply.value.at(-1)?.id ?? ''
    if (last === '') return { outcome: 'read', value }
  }
  return tooMany
}

function pagePath(account: string, maxId: string): string {
  const query = new URLSearchParams({ limit: String(pageSize), exclude_reblogs: 'true' })
  if (maxId !== '') query.set('max_id', maxId)
  return `/api/v1/accounts/${encodeURIComponent(account)}/statuses?${query.toString()}`
}

/** The unread part may hold the wanted status. */
const tooMany: Unknown = {
  outcome: 'unknown',
  code: 'too-many-statuses',
  message: `the account has more than ${pageSize * pagesMax} statuses since the task was planned`,
}
