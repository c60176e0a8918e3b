import { z } from 'zod'
import { operation } from '../api/index.ts'
import { probe } from './probe.ts'

const body = z.object({
  status: z.enum(['ok', 'unavailable']),
  missing: z.array(z.string()).optional(),
  checks: z.record(z.string(), z.string()),
})

export const healthReady = operation({
  method: 'GET',
  path: '/health/ready',
  open: true,
  tag: 'health',
  summary: 'What has to work does; NATS need not',
  responses: { 200: body, 503: body },
  handler: async ({ health }) => probe(health, '/health/ready'),
})
