import { z } from 'zod'
import { operation } from '../api/index.ts'
import { probe } from './probe.ts'

const body = z.looseObject({
  status: z.enum(['ok', 'degraded', 'unavailable']),
  version: z.string(),
  time: z.iso.datetime(),
  database: z.string(),
  nats: z.string(),
  schema: z.string(),
  rights: z.string(),
  rows: z.string(),
  locks: z.string(),
  log: z.string(),
  stream: z.string(),
  disk: z.string(),
})

export const health = operation({
  method: 'GET',
  path: '/healthz',
  open: true,
  tag: 'health',
  summary: 'How it is: up, or why not',
  responses: { 200: body, 503: body },
  handler: async ({ health, nats }) => probe(health, '/healthz', (await nats.ready()).checks),
})
