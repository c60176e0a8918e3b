import type { ApiKey } from '@pressrun/vault'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Asked } from '@pressrun/queries'
import type { Claimed } from '../idempotency/claimed.ts'
import type { Accounts } from '../runs/check-accounts.ts'

/** The fastify app with requests and responses typed by their zod schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The response goes on for as long as the client likes: how long says nothing. */
    longLived?: boolean
    /** The response shows a secret, this once: what is kept of it for a replay is sealed. */
    secretResponse?: boolean
    /** Reads in the same round trip as an Idempotency-Key is claimed, before it is known whose it is. */
    readBeside?: (request: FastifyRequest, asked: Asked) => Promise<void>
  }
  interface FastifyRequest {
    /** Who calls; set for everything under /api/v1. */
    apiKey: ApiKey | null
    traceId: string
    /** Runs a function in the span of this request. */
    inSpan: (<R>(fn: () => R) => R) | null
    /** Set while this request is carried out for an Idempotency-Key. */
    claimed: Claimed | null
    /** The accounts that the run of this request is for, when they were read ahead. */
    runAccounts: Accounts | null
  }
}
