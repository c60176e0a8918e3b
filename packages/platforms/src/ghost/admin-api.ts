import { z } from 'zod'
import { createApi, type Api } from '../blogs/api.ts'
import type { Dialect } from '../blogs/judge-answer.ts'
import type { Tools } from '../contract.ts'
import { serverPath } from '../server-url.ts'
import type { Credentials, Settings } from './settings.ts'
import { tokenOf } from './token.ts'

const errorsSchema = z.object({
  errors: z
    .array(
      z.object({
        type: z.string().optional().catch(undefined),
        code: z.string().optional().catch(undefined),
        message: z.string(),
        context: z.string().optional().catch(undefined),
      }),
    )
    .min(1),
})

/** Ghost's statuses of these kinds. */
const statuses: Record<string, number> = {
  BadRequestError: 400,
  UnauthorizedError: 401,
  NoPermissionError: 403,
  NotFoundError: 404,
  UpdateCollisionError: 409,
  ValidationError: 422,
  TooManyRequestsError: 429,
}

/** `{errors: [{type, code, message, context}]}`; the context explains what the message only names. */
const dialect: Dialect = {
  errorOf(body) {
    const error = errorsSchema.safeParse(body).data?.errors[0]
    if (error === undefined) return undefined
    const { type = '', code, context, message } = error
    return {
      code: code ?? type,
      message: context ? `${message} ${context}` : message,
      status: statuses[type],
    }
  },
  refusesAccount: (code) => code === 'NoPermissionError',
}

/** The Admin API, as the account's integration. */
export function adminApi(
  settings: Settings,
  credentials: Credentials,
  tools: Tools,
  signal: AbortSignal,
): Api {
  return createApi({
    urlOf: (path) => serverPath(settings.adminUrl, `/ghost/api/admin${path}`),
    authorization: () => `Ghost ${tokenOf(credentials.adminApiKey, tools.now())}`,
    headers: ['accept-version', 'v5.0'],
    dialect,
    credentials: [credentials, credentials.adminApiKey.split(':')],
    tools,
    signal,
  })
}
