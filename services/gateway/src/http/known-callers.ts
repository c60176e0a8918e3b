import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { ClientGone } from './client-gone.ts'

const knownMax = 1_000

/** Callers with a valid key: under a flood of other calls each of them is served in turn. */
export class KnownCallers {
  /** The ids of keys, by the headers that carried them. */
  readonly #callers = new Map<string, string>()

  callerOf({ headers }: IncomingMessage): string | undefined {
    return headers.authorization === undefined
      ? undefined
      : this.#callers.get(headers.authorization)
  }

  /** Records the result of `authenticate`. */
  noting(authenticate: (request: FastifyRequest) => Promise<void>) {
    return async (request: FastifyRequest): Promise<void> => {
      const authorization = request.headers.authorization ?? ''
      try {
        await authenticate(request)
      } catch (cause) {
        if (!(cause instanceof ClientGone)) this.#callers.delete(authorization)
        throw cause
      }
      if (request.apiKey && this.#callers.size < knownMax)
        this.#callers.set(authorization, request.apiKey.id)
    }
  }
}
