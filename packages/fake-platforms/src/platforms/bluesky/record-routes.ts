import type { FastifyRequest } from 'fastify'
import type { Step } from '../../steps.ts'
import type { Answer } from '../../platform-fake.ts'
import { writeLimits } from './limits.ts'
import type { Place } from './place.ts'
import { refuse } from './refuse.ts'
import { Repositories, type Write } from './repository.ts'
import { didOf, handleOf, nameOfToken, refuseToken } from './sessions.ts'

type Input = Write & { repo?: unknown }
type WriteRequest = FastifyRequest<{ Body: Input | null }>
type Procedure = {
  readonly nsid: string
  readonly step: Step
  /** https://docs.bsky.app/docs/advanced-guides/rate-limits */
  readonly points: number
  readonly act: (name: string, input: Input) => Answer
}

export function recordRoutes({ app, world, spending, answer }: Place): void {
  const repositories = new Repositories(world)
  const procedures: Procedure[] = [
    { nsid: 'putRecord', step: 'publish', points: 2, act: (...it) => repositories.put(...it) },
    {
      nsid: 'createRecord',
      step: 'publish',
      points: 3,
      act: (...it) => repositories.create(...it),
    },
    { nsid: 'deleteRecord', step: 'draft', points: 1, act: (...it) => repositories.delete(...it) },
  ]

  const perform = ({ points, act }: Procedure, { headers, body }: WriteRequest): Answer => {
    const refusal = refuseToken(headers.authorization, 'access', world.now())
    if (refusal) return refusal
    const name = nameOfToken(headers.authorization)
    const limit = spending.spend(`write ${name}`, points, writeLimits, world.now())
    if (limit) return limit
    if ([didOf(name), handleOf(name)].includes(String(body?.repo))) return act(name, body ?? {})
    return refuse(401, 'AuthenticationRequired', 'Authentication Required')
  }

  for (const procedure of procedures)
    app.post<{ Body: Input | null }>(
      `/xrpc/com.atproto.repo.${procedure.nsid}`,
      (request, reply) => {
        const account = nameOfToken(request.headers.authorization)
        return answer({ account, step: procedure.step }, request, reply, () =>
          perform(procedure, request),
        )
      },
    )

  // Every name has a handle, except `nobody`.
  app.get<{ Querystring: { handle?: string } }>(
    '/xrpc/com.atproto.identity.resolveHandle',
    (request, reply) => {
      const name = /^(?!nobody\.)(.+)\.fake\.test$/i.exec(request.query.handle ?? '')?.[1]
      return answer({ account: name ?? '', step: 'look' }, request, reply, () =>
        name === undefined
          ? refuse(400, 'InvalidRequest', 'Unable to resolve handle')
          : { status: 200, body: { did: didOf(name.toLowerCase()) } },
      )
    },
  )

  // Reading is public, also without a token.
  app.get<{ Querystring: { repo?: string; rkey?: string } }>(
    '/xrpc/com.atproto.repo.getRecord',
    (request, reply) => {
      const { repo = '', rkey } = request.query
      const account = nameOfToken(request.headers.authorization)
      return answer({ account, step: 'look' }, request, reply, () => repositories.get(repo, rkey))
    },
  )
}
