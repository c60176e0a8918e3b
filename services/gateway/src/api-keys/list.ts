import { listApiKeys as list, type ApiKeyRow } from '@pressrun/queries'
import { z } from 'zod'
import { ids, listOf, ok, operation, pageOf, pageQuery, pageResponse } from '../api/index.ts'
import { apiKey } from './schema.ts'

export const listApiKeys = operation({
  method: 'GET',
  path: '/api-keys',
  tag: 'API keys',
  summary: 'The API keys, newest first, revoked ones too',
  query: z.strictObject(pageQuery),
  responses: { 200: listOf(apiKey) },
  handler: async ({ database }, { query }) =>
    ok(pageResponse(await list(database, pageOf(query, ids.apiKey)), toApiKey)),
})

const toApiKey = (row: ApiKeyRow) => ({
  id: row.id,
  name: row.name,
  role: row.role,
  user: row.userName,
  prefix: row.prefix,
  createdAt: row.createdAt,
  createdBy: row.createdBy,
  lastUsedAt: row.lastUsedAt,
  revokedAt: row.revokedAt,
  revokedBy: row.revokedBy,
})
