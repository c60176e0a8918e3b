import { z } from 'zod'
import { operation } from '../api/index.ts'
import { probe } from './probe.ts'

const body = z.object({ status: z.literal('ok') })

export const healthLive = operation({
  method: 'GET',
  path: '/health/live',
  open: true,
  tag: 'health',
  summary: 'The process answers; nothing else is checked',
  responses: { 200: body, 503: body },
  handler: async ({ health }) => probe(health, '/health/live'),
})
