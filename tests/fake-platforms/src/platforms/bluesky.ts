import type { FastifyRequest } from 'fastify'
import type { Answer, PlatformFake } from '../platform-fake.ts'
import { loginLimits, rateLimitExceeded, Spending, writeLimits } from './bluesky/limits.ts'
import { refuse } from './bluesky/refuse.ts'
import { Repositories, type Write } from './bluesky/repository.ts'
import * as sessions from './bluesky/sessions.ts'

type Login = { identifier?: unknown; password?: unknown } | null
type Repo = Write & { repo?: unknown }

/** A personal data server of the AT protocol, as far as posts need one. */
export const bluesky: PlatformFake = {
  platform: 'bluesky',
  account: (baseUrl, name) => ({
    settings: { service: baseUrl, identifier: sessions.handleOf(name) },
    credentials: { appPassword: sessions.passwordOf(name) },
  }),
  rateLimited: (seconds) =>
    seconds === undefined
      ? rateLimitExceeded
      : {
          ...rateLimitExceeded,
          headers: { 'ratelimit-reset': String(Math.ceil(Date.now() / 1000) + seconds) },
        },
  unauthorized: () => refuse(400, 'ExpiredToken', 'Token has expired'),
  failed: () => refuse(500, 'InternalServerError', 'Internal Server Error'),
  errorBody: () => refuse(200, 'InternalServerError', 'Internal Server Error'),

  routes(app, world) {
    const spending = new Spending()
    const repositories = new Repositories(world)
    const names = new Map<string, string>()

    /** Checks the token and the points, then does what was asked for the account. */
    const authorized = (
      request: FastifyRequest<{ Body: Repo | null }>,
      points: number,
      act: (name: string) => Answer,
    ): Answer => {
      const { authorization } = request.headers
      const now = world.now()
      const refusal = sessions.refuseToken(authorization, 'access', now)
      if (refusal) return refusal
      const name = sessions.nameOfToken(authorization) ?? ''
      const limit = spending.spend(`write ${name}`, points, writeLimits, now)
      if (limit) return limit
      const ours = [sessions.didOf(name), sessions.handleOf(name)]
      if (points > 0 && !ours.includes(String(request.body?.repo)))
        return refuse(401, 'AuthenticationRequired', 'Authentication Required')
      return act(name)
    }

    const accountOf = ({ headers }: FastifyRequest) =>
      sessions.nameOfToken(headers.authorization) ?? ''

    app.post<{ Body: Login }>('/xrpc/com.atproto.server.createSession', (request, reply) => {
      const { identifier, password } = request.body ?? {}
      const name = sessions.authenticate(identifier, password)
      const account = name ?? String(identifier)
      return world.answer(bluesky, { account, step: 'draft' }, request, reply, () => {
        const limit = spending.spend(`login ${String(identifier)}`, 1, loginLimits, world.now())
        if (limit) return limit
        if (name === undefined)
          return refuse(401, 'AuthenticationRequired', 'Invalid identifier or password')
        names.set(sessions.didOf(name), name).set(sessions.handleOf(name), name)
        return sessions.sessionOf(name, world.now())
      })
    })
    app.post('/xrpc/com.atproto.server.refreshSession', (request, reply) => {
      const account = accountOf(request)
      return world.answer(bluesky, { account, step: 'draft' }, request, reply, () => {
        const { authorization } = request.headers
        const refusal = sessions.refuseToken(authorization, 'refresh', world.now())
        return refusal ?? sessions.sessionOf(account, world.now())
      })
    })
    app.get('/xrpc/com.atproto.server.getSession', (request, reply) =>
      world.answer(bluesky, { account: accountOf(request), step: 'look' }, request, reply, () => {
        const refusal = sessions.refuseToken(
          request.headers.authorization,
          'access',
          world.now(),
        )
        if (refusal) return refusal
        const name = accountOf(request)
        const body = { did: sessions.didOf(name), handle: sessions.handleOf(name), active: true }
        return { status: 200, body }
      }),
    )
    app.get<{ Querystring: { repo?: string; rkey?: string } }>(
      '/xrpc/com.atproto.repo.getRecord',
      (request, reply) => {
        const { repo = '', rkey } = request.query
        const account = names.get(repo) ?? accountOf(request)
        return world.answer(bluesky, { account, step: 'look' }, request, reply, () =>
          repositories.get(names.get(repo), rkey),
        )
      },
    )
    const write = (nsid: string, points: number, act: (name: string, body: Repo) => Answer) =>
      app.post<{ Body: Repo | null }>(`/xrpc/com.atproto.repo.${nsid}`, (request, reply) => {
        const hit = { account: accountOf(request), step: 'publish' } as const
        return world.answer(bluesky, hit, request, reply, () =>
          authorized(request, points, (name) => act(name, request.body ?? {})),
        )
      })
    write('putRecord', 2, (name, body) => repositories.put(name, body))
    write('createRecord', 3, (name, body) => repositories.create(name, body))
    write('deleteRecord', 1, (name, body) => repositories.delete(name, body.rkey))
  },
}
