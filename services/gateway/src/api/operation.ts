import type { Asked } from '@pressrun/queries'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Gateway } from '../gateway.ts'
import type { App } from '../http/app.ts'
import type { Response } from './responses.ts'

/** What an operation returns that is not JSON. */
type OtherContent = { readonly description?: string; readonly content: object }

type Responses = Readonly<Record<number, z.ZodType | OtherContent>>

/** One of the responses in the description. */
type ResponseOf<Described extends Responses> = {
  [Status in keyof Described & number]: Response<
    Status,
    Described[Status] extends z.ZodType ? z.output<Described[Status]> : unknown
  >
}[keyof Described & number]

/** How the OpenAPI document describes an operation, and how it is executed. */
type Description = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Under /api/v1, unless it is open. */
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  /** Needs no API key. */
  readonly open?: true
  /** Its response lasts for as long as the client likes. */
  readonly longLived?: true
  readonly idempotency?: {
    /** The response shows a secret, this once: its copy for a replay is sealed. */
    readonly secretResponse?: true
    /** Reads in the same round trip as an Idempotency-Key is claimed, before it is known which request owns the key. */
    readonly readBeside?: (request: FastifyRequest, asked: Asked) => Promise<void>
  }
}

type Definition<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Headers extends z.ZodType,
  Body extends z.ZodType,
  Described extends Responses,
> = Description & {
  readonly params?: Params
  readonly query?: Query
  readonly headers?: Headers
  readonly body?: Body
  readonly responses: Described
  readonly handler: (
    gateway: Gateway,
    request: FastifyRequest<{
      Params: z.output<Params>
      Querystring: z.output<Query>
      Headers: z.output<Headers>
      Body: z.output<Body>
    }>,
  ) => Promise<ResponseOf<Described>>
}

/** An operation of any kind. */
export type Operation = Description & {
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  readonly headers?: z.ZodType
  readonly body?: z.ZodType
  readonly responses: Responses
  readonly handler: (gateway: Gateway, request: FastifyRequest) => Promise<Response>
}

/** Describes an operation: its path, input, responses and handler. */
export const operation = <
  Described extends Responses,
  Params extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Headers extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
>(
  definition: Definition<Params, Query, Headers, Body, Described>,
): Operation => definition as unknown as Operation

/** Registers an operation with the app. `id` is its name in the OpenAPI document. */
export function register(app: App, gateway: Gateway, id: string, operation: Operation): void {
  const { method, path, tag, open, longLived, idempotency, query, responses, handler, ...shown } =
    operation
  app.route({
    method,
    url: path,
    // A HEAD would never end.
    ...(longLived && { exposeHeadRoute: false }),
    config: { longLived: longLived === true, ...idempotency },
    schema: {
      ...shown,
      operationId: id,
      tags: [tag],
      ...(open && { security: [] }),
      ...(query && { querystring: query }),
      response: responses,
    },
    handler: async (request, reply) => {
      const response = await handler(gateway, request)
      if (!response.stream)
        return reply.code(response.status).headers(response.headers).send(response.body)
      reply.hijack()
      response.stream(reply.raw)
      return reply
    },
  })
}
