import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Step } from '../../steps.ts'
import type { Answer, World } from '../../platform-fake.ts'
import type { Spending } from './limits.ts'

/** What the routes of the fake share. */
export type Place = {
  readonly app: FastifyInstance
  readonly world: World
  readonly spending: Spending
  answer(
    hit: { account: string; step: Step },
    request: FastifyRequest,
    reply: FastifyReply,
    act: () => Answer,
  ): Promise<void>
}
