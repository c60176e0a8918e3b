import { z } from 'zod'
import { createApi, type Api } from '../blogs/api.ts'
import type { Dialect } from '../blogs/judge-answer.ts'
import type { Tools } from '../contract.ts'
import { serverPath } from '../server-url.ts'
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

/** The REST API of a site, below `/wp-json/wp/v2`, as the account's user. */
export function restApi(
  settings: Settings,
  credentials: Credentials,
  tools: Tools,
  signal: AbortSignal,
): Api {
  const login = `${settings.username}:${credentials.applicationPassword}`
  const basic = `Basic ${Buffer.from(login).toString('base64')}`
  return createApi({
    baseUrl: serverPath(settings.siteUrl, '/wp-json/wp/v2'),
    authorization: () => basic,
    dialect,
    credentials,
    tools,
    signal,
  })
}
