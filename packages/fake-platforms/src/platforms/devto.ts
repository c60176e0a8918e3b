import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Answer, PlatformFake } from '../platform-fake.ts'
import { DevtoArticles, type Wanted } from './devto-articles.ts'

type Listing = { page?: string; per_page?: string }

/** A user may create ten articles in half a minute; only these accounts are limited. */
const hurried = /^hurried-/

/** A Forem. Its refusals of repeats are in devto-articles.ts. */
export const devto: PlatformFake = {
  platform: 'devto',
  account: (baseUrl, name) => ({
    settings: { apiUrl: `${baseUrl}/api` },
    credentials: { apiKey: `fake-key-${Buffer.from(name).toString('base64url')}` },
  }),
  rateLimited: (seconds) => ({
    status: 429,
    ...(seconds !== undefined && { headers: { 'retry-after': String(seconds) } }),
    body: { error: 'Rate limit reached', status: 429 },
  }),
  unauthorized: () => ({ status: 401, body: { error: 'unauthorized', status: 401 } }),
  failed: () => ({ status: 500, body: { error: 'Internal Server Error', status: 500 } }),
  errorBody: () => ({ status: 200, body: { error: 'Body markdown is too long.', status: 422 } }),

  routes(app, world) {
    const articles = new DevtoArticles(world)

    app.post<{ Body: { article?: Wanted } | null }>('/api/articles', (request, reply) => {
      const account = accountOf(request)
      return world.answer(devto, { account, step: 'publish' }, request, reply, () => {
        if (account === '') return devto.unauthorized()
        if (hurried.test(account) && articles.lately(account, 30_000) >= 10) return tooFast
        return articles.create(account, request.body?.article)
      })
    })

    app.put<{ Params: { id: string }; Body: { article?: Wanted } }>(
      '/api/articles/:id',
      (request, reply) => {
        const account = accountOf(request)
        return world.answer(devto, { account, step: 'draft' }, request, reply, () => {
          const { published } = request.body.article ?? {}
          return articles.update(account, Number(request.params.id), published === true)
        })
      },
    )

    app.get<{ Querystring: Listing }>('/api/articles/me/all', (request, reply) => {
      const account = accountOf(request)
      const { page = '1', per_page: size = '30' } = request.query
      return world.answer(devto, { account, step: 'look' }, request, reply, () =>
        account === ''
          ? devto.unauthorized()
          : { status: 200, body: articles.list(account, Number(page), Number(size)) },
      )
    })

    app.get('/api/users/me', (request, reply) => {
      const account = accountOf(request)
      return world.answer(devto, { account, step: 'look' }, request, reply, () =>
        account === '' ? devto.unauthorized() : { status: 200, body: userOf(account) },
      )
    })
  },
}

const tooFast: Answer = {
  status: 429,
  headers: { 'retry-after': '30' },
  body: { error: 'Rate limit reached, try again in 30 seconds', status: 429 },
}

function userOf(account: string) {
  const id = createHash('sha256').update(account).digest().readUInt32BE()
  return { type_of: 'user', id, username: account, name: account }
}

/** Every key of ours is valid and names its account; '' is invalid. */
function accountOf({ headers }: FastifyRequest): string {
  const key = /^fake-key-([\w-]+)$/.exec(String(headers['api-key']))?.[1] ?? ''
  return Buffer.from(key, 'base64url').toString()
}
