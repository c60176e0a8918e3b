import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Step } from './steps.ts'
import type { Ledger } from './ledger.ts'

export type Answer = { status: number; headers?: Record<string, string>; body?: unknown }

export type FakeAccount = {
  readonly settings: Record<string, unknown>
  readonly credentials: Record<string, unknown>
}

/** One platform, with the real one's idempotency, limits and errors. */
export type PlatformFake = {
  readonly platform: string
  /** Registers its routes on an app that already has the prefix `/<platform>`; makes fresh state. */
  routes(app: FastifyInstance, world: World): void
  /** `baseUrl` ends in `/<platform>`. Any name is an account; the credentials name it. */
  account(baseUrl: string, name: string): FakeAccount
  /** In the platform's own shape; without seconds it gives no time to come back. */
  rateLimited(retryAfterS: number | undefined): Answer
  unauthorized(): Answer
  failed(): Answer
  /** A 200 whose body is an error, or at least no success. */
  errorBody(): Answer
}

export type World = {
  readonly now: () => number
  readonly ledger: Ledger
  /** Handles a request: applies the fault that is next for it around `act`, which does the work. */
  answer(
    fake: PlatformFake,
    hit: { account: string; step: Step },
    request: FastifyRequest,
    reply: FastifyReply,
    act: () => Answer,
  ): Promise<void>
}
