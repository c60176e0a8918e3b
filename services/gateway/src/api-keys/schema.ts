import { z } from 'zod'
import { ids } from '../api/ids.ts'

export const apiKey = z.object({
  id: ids.apiKey,
  name: z.string(),
  role: z.string(),
  user: z.string(),
  prefix: z.string().nullable().describe('the first characters of a key that Pressrun made'),
  createdAt: z.iso.datetime(),
  createdBy: z.string().describe('the id of a key, `cli`, or `start`'),
  lastUsedAt: z.iso.datetime().nullable().describe('exact to a minute'),
  revokedAt: z.iso.datetime().nullable(),
  revokedBy: z.string().nullable().describe('the id of a key, or `cli`'),
})

export const newApiKey = z.strictObject({
  name: z.string().trim().min(1).max(200),
  role: z.enum(['admin']).default('admin'),
})

export const createdApiKey = z.object({
  id: ids.apiKey,
  key: z.string().describe('shown this once'),
  name: z.string(),
  role: z.string(),
  prefix: z.string().nullable(),
  createdAt: z.iso.datetime(),
})
