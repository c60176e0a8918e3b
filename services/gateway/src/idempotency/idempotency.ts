import { createHash } from 'node:crypto'
import type { Database } from '@pressrun/db'
import { canonicalJson, unreachable } from '@pressrun/events'
import { type KeyRing } from '@pressrun/vault'
import {
  claimKey,
  storeResponse,
  purgeKeys,
  releaseKey,
  together,
  type IdempotencyKey,
  type StoredResponse,
} from '@pressrun/queries'
import type { Logger } from '@pressrun/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../http/app.ts'
import { Problem } from '../problems/problem.ts'
import { invalid } from '../problems/validation.ts'
import { claimedBy } from './claimed.ts'
import { openResponse, sealResponse } from './secret-response.ts'

const purgeEveryMs = 3_600_000
const unreleasedMax = 10_000
const storedHeaders = ['content-type', 'location', 'etag'] as const

/**
 * `Idempotency-Key` on every POST below this app: the key is claimed before the work, its response is stored before it
 * is sent, and replayed to a caller that sends the same request again.
 */
export function honourIdempotencyKeys(
  app: App,
  options: { database: Database; secretKeys: KeyRing; now: () => number; log: Logger },
): void {
  const { database, secretKeys, now, log } = options
  let purgedAt = now()
  const purgeNowAndThen = () => {
    if (now() - purgedAt < purgeEveryMs) return
    purgedAt = now()
    purgeKeys(database).catch((cause) => log.warn({ err: cause }, 'old keys were not purged'))
  }

  const claims = claimsOf(database)

  app.addHook('preHandler', async (request, reply) => {
    const key = keyOf(request)
    if (!key) return undefined
    purgeNowAndThen()
    const claim = await claims.claim(key, request)
    switch (claim.kind) {
      case 'claimed':
        request.claimed = claimedBy(key, claim.createdAt)
        return undefined
      case 'answered':
        return replay(
          reply,
          isSecret(request) ? openResponse(claim.answer, key, secretKeys) : claim.answer,
        )
      case 'in-use':
        throw new Problem('idempotency-key-in-use', { headers: { 'retry-after': '1' } })
      case 'other-request':
        throw new Problem('idempotency-key-reused')
      default:
        return unreachable(claim)
    }
  })

  app.addHook('onSend', async (request, reply, payload: unknown) => {
    if (!request.claimed) return
    const { key } = request.claimed
    const { statusCode: status } = reply
    const body = typeof payload === 'string' ? payload : ''
    const response = { status, headers: headersOf(reply), body }
    const stored =
      status < 500
        ? storeResponse(
            database,
            key,
            isSecret(request) ? sealResponse(response, key, secretKeys.current) : response,
          )
        : claims.release(key)
    // By now the work is committed or not. Without a stored response the key is taken over once the claim is old, and
    // the same ids find what was created: no reason to fail the request.
    await stored.catch((cause) => log.warn({ err: cause }, 'an idempotent answer was not kept'))
  })
}

/**
 * A key that could not be released because the database was away is released at its next use, instead of when its claim
 * is old.
 */
function claimsOf(database: Database) {
  const unreleased = new Set<string>()
  const nameOf = (key: IdempotencyKey) => JSON.stringify(key)
  const release = async (key: IdempotencyKey) => {
    if (unreleased.size < unreleasedMax) unreleased.add(nameOf(key))
    await releaseKey(database, key)
    unreleased.delete(nameOf(key))
  }
  const claim = async (key: IdempotencyKey, request: FastifyRequest) => {
    const sha256 = digest(request)
    const { readBeside } = request.routeOptions.config
    if (unreleased.has(nameOf(key))) await release(key)
    try {
      return await together(database, async (asked) => {
        const [claim] = await Promise.all([
          claimKey(asked, key, sha256),
          // A failed read is repeated where it is needed, and fails there.
          readBeside?.(request, asked).catch(() => {}),
        ])
        return claim
      })
    } catch (cause) {
      // Whether it was claimed is unknown.
      if (unreleased.size < unreleasedMax) unreleased.add(nameOf(key))
      throw cause
    }
  }
  return { claim, release }
}

function keyOf(request: FastifyRequest): IdempotencyKey | undefined {
  const key = request.headers['idempotency-key']
  if (request.method !== 'POST' || key === undefined || !request.apiKey) return undefined
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key))
    return { apiKeyId: request.apiKey.id, key }
  throw invalid([
    {
      path: 'Idempotency-Key',
      code: 'invalid-header',
      message: 'An Idempotency-Key is 1 to 255 visible ASCII characters.',
    },
  ])
}

const isSecret = ({ routeOptions }: FastifyRequest) => routeOptions.config.secretResponse === true

/** Two requests are the same when method, path and the meaning of the body are. */
const digest = ({ method, url, body }: FastifyRequest) =>
  createHash('sha256')
    .update(`${method} ${url}\n${meaningOf(body)}`)
    .digest()

function meaningOf(body: unknown): string {
  try {
    return canonicalJson(body ?? null)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new Problem('malformed-request', { detail: 'The body is nested too deeply.', cause })
  }
}

const headersOf = (reply: FastifyReply) =>
  Object.fromEntries(
    storedHeaders.flatMap((name) => {
      const value = reply.getHeader(name)
      return value === undefined ? [] : [[name, String(value)]]
    }),
  )

const replay = (reply: FastifyReply, { status, headers, body }: StoredResponse) =>
  reply.code(status).headers(headers).header('idempotency-replayed', 'true').send(body)
