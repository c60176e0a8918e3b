import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'

const knownMax = 1_000

/** Who has called with a key that holds: under a flood of calls by others these are served first. */
export class KnownCallers {
  readonly #authorizations = new Set<string>()

  knows({ headers }: IncomingMessage): boolean {
    return headers.authorization !== undefined && this.#authorizations.has(headers.authorization)
  }

  /** Takes note of what `authenticate` finds. */
  noting(authenticate: (request: FastifyRequest) => Promise<void>) {
    return async (request: FastifyRequest): Promise<void> => {
      const authorization = request.headers.authorization ?? ''
      try {
        await authenticate(request)
      } catch (cause) {
        this.#authorizations.delete(authorization)
        throw cause
      }
      if (this.#authorizations.size < knownMax) this.#authorizations.add(authorization)
    }
  }
}
