import { createApiKey, makeApiKey, revokeApiKey } from '@pressrun/vault'
import { listApiKeys, type ApiKeyRow } from '@pressrun/db/queries'
import { toInstant, unreachable } from '@pressrun/events'
import { z } from 'zod'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { apiKeyOf, mintOf } from '../api/commands.ts'
import { Problem } from '../problems/problem.ts'
import { apiKey, createdApiKey, newApiKey } from '../schemas/api-key.ts'
import { idParam, ids } from '../api/ids.ts'
import { pageResponse, listOf, pageOf, pageQuery } from '../api/pages.ts'

const tags = ['API keys']

export function apiKeys(app: App, gateway: Gateway): void {
  const { database, now } = gateway
  app.route({
    method: 'POST',
    url: '/api-keys',
    config: { secretResponse: true },
    schema: {
      operationId: 'createApiKey',
      summary: 'Make an API key; it is shown this once',
      tags,
      body: newApiKey,
      response: { 201: createdApiKey },
    },
    handler: async (request, reply) => {
      const { name, role } = request.body
      const { id: createdBy, user } = apiKeyOf(request)
      const id = mintOf(request, gateway)('key')
      const createdAt = toInstant(now())
      const key = makeApiKey()
      const row = { id, name, role, user, createdBy, createdAt }
      const prefix = await createApiKey(database.pool, row, key)
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ id, key, name, role, prefix, createdAt })
    },
  })
  app.route({
    method: 'GET',
    url: '/api-keys',
    schema: {
      operationId: 'listApiKeys',
      summary: 'The API keys, newest first, revoked ones too',
      tags,
      querystring: z.strictObject(pageQuery),
      response: { 200: listOf(apiKey) },
    },
    handler: async ({ query }) =>
      pageResponse(await listApiKeys(database, pageOf(query, ids.apiKey)), toApiKey),
  })
  app.route({
    method: 'DELETE',
    url: '/api-keys/:id',
    schema: {
      operationId: 'revokeApiKey',
      summary: 'Revoke an API key, in all processes at once and for good',
      description:
        'The last admin key cannot be revoked. Live streams opened with it end within 2 s.',
      tags,
      params: idParam(ids.apiKey),
      response: { 204: z.null() },
    },
    handler: async (request, reply) => {
      const by = apiKeyOf(request).id
      const outcome = await revokeApiKey(database.pool, request.params.id, by)
      switch (outcome) {
        case 'revoked':
          return reply.code(204).send(null)
        case 'not-found':
          throw new Problem('api-key-not-found')
        case 'last-admin-key':
          throw new Problem('last-admin-key')
        default:
          return unreachable(outcome)
      }
    },
  })
}

const toApiKey = (row: ApiKeyRow) => ({
  id: row.id,
  name: row.name,
  role: row.role,
  user: row.user_name,
  prefix: row.prefix,
  createdAt: row.created_at,
  createdBy: row.created_by,
  lastUsedAt: row.last_used_at,
  revokedAt: row.revoked_at,
  revokedBy: row.revoked_by,
})
