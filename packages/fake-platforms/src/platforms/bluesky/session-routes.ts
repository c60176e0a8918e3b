import { loginLimits } from './limits.ts'
import type { Place } from './place.ts'
import { refuse } from './refuse.ts'
import * as sessions from './sessions.ts'

type Login = { identifier?: unknown; password?: unknown } | null

const nsid = '/xrpc/com.atproto.server'

export function sessionRoutes({ app, world, spending, answer }: Place): void {
  app.post<{ Body: Login }>(`${nsid}.createSession`, (request, reply) => {
    const { identifier, password } = request.body ?? {}
    const name = sessions.authenticate(identifier, password)
    const account = name ?? String(identifier)
    return answer({ account, step: 'draft' }, request, reply, () => {
      const limit = spending.spend(`login ${String(identifier)}`, 1, loginLimits, world.now())
      if (limit) return limit
      if (name !== undefined) return sessions.sessionOf(name, world.now())
      return refuse(401, 'AuthenticationRequired', 'Invalid identifier or password')
    })
  })

  app.post(`${nsid}.refreshSession`, (request, reply) => {
    const { authorization } = request.headers
    const account = sessions.nameOfToken(authorization)
    return answer({ account, step: 'draft' }, request, reply, () => {
      const refusal = sessions.refuseToken(authorization, 'refresh', world.now())
      return refusal ?? sessions.sessionOf(account, world.now())
    })
  })

  app.get(`${nsid}.getSession`, (request, reply) => {
    const { authorization } = request.headers
    const account = sessions.nameOfToken(authorization)
    return answer({ account, step: 'look' }, request, reply, () => {
      const refusal = sessions.refuseToken(authorization, 'access', world.now())
      if (refusal) return refusal
      const [did, handle] = [sessions.didOf(account), sessions.handleOf(account)]
      return { status: 200, body: { did, handle, active: true } }
    })
  })
}
