import { z } from 'zod'
import { createApi, type Api } from '../blogs/api.ts'
import type { Dialect } from '../blogs/judge-answer.ts'
import type { Tools } from '../contract.ts'
import { serverPath } from '../server-url.ts'
import { findApiRoot, urlBelow } from './api-root.ts'
import type { Credentials, Settings } from './settings.ts'

const errorSchema = z.object({
  code: z.string(),
  message: z.string(),
  data: z
    .looseObject({ status: z.number().optional().catch(undefined) })
    .nullish()
    .catch(null),
})

/** https://developer.wordpress.org/rest-api: `{code, message, data: {status}}`. */
const dialect: Dialect = {
  errorOf(body) {
    const { data: error } = errorSchema.safeParse(body)
    return error && { ...error, status: error.data?.status }
  },
  refusesAccount: (code) => /^rest_(cannot|forbidden)/.test(code),
}

/** The REST API of a site, as the account's user: at `/wp-json`, or where the site's home page points. */
export function restApi(
  settings: Settings,
  credentials: Credentials,
  tools: Tools,
  signal: AbortSignal,
): Api {
  const login = `${settings.username}:${credentials.applicationPassword}`
  const basic = `Basic ${Buffer.from(login).toString('base64')}`
  const { siteUrl } = settings
  const below = (root: string) =>
    createApi({
      urlOf: (path) => urlBelow(root, path),
      authorization: () => basic,
      dialect,
      credentials,
      tools,
      signal,
    })
  const usual = below(serverPath(siteUrl, '/wp-json/'))
  const key = `wordpress/api-root/${siteUrl}`
  return async (ask) => {
    const known = await tools.cache.peek<string | undefined>(key)
    if (known !== undefined) return below(known)(ask)
    const reply = await usual(ask)
    // Each job begins with a search: the root found then holds for its writes.
    if (ask.method !== 'GET' || !isElsewhere(reply)) return reply
    const root = await tools.cache.getOrLoad(key, async () => {
      const value = await findApiRoot(siteUrl, tools, signal)
      return { value, ttlMs: value === undefined ? retryFindingMs : keepRootMs }
    })
    return root === undefined ? reply : below(root)(ask)
  }
}

const keepRootMs = 3_600_000
const retryFindingMs = 60_000

/** The response was not WordPress's API: a redirect, a page, or not found. */
const isElsewhere = (reply: Awaited<ReturnType<Api>>): boolean =>
  'code' in reply && ['redirected', 'http-404', 'answer-unreadable'].includes(reply.code)
