import type { PlatformFake } from '../platform-fake.ts'
import { rateLimitExceeded, Spending } from './bluesky/limits.ts'
import { recordRoutes } from './bluesky/record-routes.ts'
import { refuse } from './bluesky/refuse.ts'
import { sessionRoutes } from './bluesky/session-routes.ts'
import { handleOf, passwordOf } from './bluesky/sessions.ts'

/** A personal data server of the AT protocol, as far as posts need one. */
export const bluesky: PlatformFake = {
  platform: 'bluesky',
  account: (baseUrl, name) => ({
    settings: { service: baseUrl, identifier: handleOf(name) },
    credentials: { appPassword: passwordOf(name) },
  }),
  rateLimited: (seconds) => {
    const reset = String(Math.ceil(Date.now() / 1000) + (seconds ?? 0))
    return {
      ...rateLimitExceeded,
      headers: seconds === undefined ? {} : { 'ratelimit-reset': reset },
    }
  },
  unauthorized: () => refuse(400, 'ExpiredToken', 'Token has expired'),
  failed: () => refuse(500, 'InternalServerError', 'Internal Server Error'),
  errorBody: () => refuse(200, 'InternalServerError', 'Internal Server Error'),

  routes(app, world) {
    const place = {
      app,
      world,
      spending: new Spending(),
      answer: world.answer.bind(world, bluesky),
    }
    sessionRoutes(place)
    recordRoutes(place)
  },
}
