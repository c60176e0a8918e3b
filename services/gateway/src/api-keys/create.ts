import { toInstant } from '@pressrun/events'
import { createApiKey as create, makeApiKey } from '@pressrun/vault'
import { apiKeyOf, newIdOf, operation } from '../api/index.ts'
import { createdApiKey, newApiKey } from './schema.ts'

export const createApiKey = operation({
  method: 'POST',
  path: '/api-keys',
  tag: 'API keys',
  summary: 'Make an API key; it is shown this once',
  idempotency: { secretResponse: true },
  body: newApiKey,
  responses: { 201: createdApiKey },
  handler: async (gateway, request) => {
    const { name, role } = request.body
    const { id: createdBy, user } = apiKeyOf(request)
    const id = newIdOf(request, gateway)('key')
    const createdAt = toInstant(gateway.now())
    const key = makeApiKey()
    const row = { id, name, role, user, createdBy, createdAt }
    const prefix = await create(gateway.database.pool, row, key)
    const body = { id, key, name, role, prefix, createdAt }
    return { status: 201 as const, headers: { 'cache-control': 'no-store' }, body }
  },
})
