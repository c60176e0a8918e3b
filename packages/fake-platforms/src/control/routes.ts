import type { FastifyInstance } from 'fastify'
import type { Accounts } from '../accounts.ts'
import type { Fault, FaultOptions, Faults } from '../faults.ts'
import type { Ledger } from '../ledger.ts'
import { seededPlan, type PlanOptions } from '../plan.ts'
import { describeFakes } from './describe-fakes.ts'
import { accountParamsSchema, faultSchema, planSchema, postsQuerySchema } from './schemas.ts'

type Controlled = { ledger: Ledger; faults: Faults; accounts: Accounts }
type Filter = { Querystring: { platform?: string; account?: string } }
type OneAccount = { Params: { platform: string; name: string } }
type OneFault = { Body: { platform: string; fault: Fault } & FaultOptions }

/** The control API, for other processes and curious people. */
export function controlRoutes(
  app: FastifyInstance,
  { ledger, faults, accounts }: Controlled,
): void {
  app.get('/', (_request, reply) => reply.type('text/plain').send(describeFakes(accounts)))

  app.get<Filter>('/_/posts', { schema: { querystring: postsQuerySchema } }, ({ query }) =>
    ledger.posts.filter(
      ({ platform, account }) =>
        (query.platform ?? platform) === platform && (query.account ?? account) === account,
    ),
  )

  app.get('/_/accounts', () => accounts.known(ledger))

  app.get<OneAccount>(
    '/_/accounts/:platform/:name',
    { schema: { params: accountParamsSchema } },
    ({ params }) => accounts.open(params.platform, params.name),
  )

  app.get('/_/faults', () => faults.injected)

  // Only requests to a platform may be refused: not those of the control API.
  app.post<OneFault>('/_/faults', { schema: { body: faultSchema } }, ({ body }, reply) => {
    const { platform, fault, step = 'publish', ...options } = body
    faults.next(platform, fault, { ...options, step })
    return reply.code(204).send()
  })

  app.put<{ Body: PlanOptions }>(
    '/_/faults/plan',
    { schema: { body: planSchema } },
    ({ body }, reply) => {
      faults.plan(seededPlan(body))
      return reply.code(204).send()
    },
  )

  app.delete('/_/faults', (_request, reply) => {
    faults.clear()
    return reply.code(204).send()
  })
}
