import { unreachable } from '@pressrun/events'
import { revokeApiKey as revoke } from '@pressrun/vault'
import { z } from 'zod'
import { apiKeyOf, idParam, ids, noContent, operation } from '../api/index.ts'
import { Problem } from '../problems/problem.ts'

export const revokeApiKey = operation({
  method: 'DELETE',
  path: '/api-keys/:id',
  tag: 'API keys',
  summary: 'Revoke an API key, in all processes at once and for good',
  description: 'The last admin key cannot be revoked. Live streams opened with it end within 2 s.',
  params: idParam(ids.apiKey),
  responses: { 204: z.null() },
  handler: async ({ database }, request) => {
    const outcome = await revoke(database.pool, request.params.id, apiKeyOf(request).id)
    switch (outcome) {
      case 'revoked':
        return noContent()
      case 'not-found':
        throw new Problem('api-key-not-found')
      case 'last-admin-key':
        throw new Problem('last-admin-key')
      default:
        return unreachable(outcome)
    }
  },
})
