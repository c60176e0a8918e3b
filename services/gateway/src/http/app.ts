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
    /** The response lasts as long as the client likes, so its duration means nothing. */
    longLived?: boolean
    /** The response shows a secret, this once: its copy for a replay is sealed. */
    secretResponse?: boolean
    /** Reads in the same round trip as an Idempotency-Key is claimed, before it is known which request owns the key. */
    readBeside?: (request: FastifyRequest, asked: Asked) => Promise<void>
  }
  interface FastifyRequest {
    /** The caller's key; set for everything under /api/v1. */
    apiKey: ApiKey | null
    traceId: string
    /** Runs a function in the span of this request. */
    inSpan: (<R>(fn: () => R) => R) | null
    /** Set while this request is executed for an Idempotency-Key. */
    claimed: Claimed | null
    /** The accounts that the run of this request is for, when they were read ahead. */
    runAccounts: Accounts | null
  }
}
