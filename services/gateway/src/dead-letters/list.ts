import { z } from 'zod'
import { listOf, ok, operation, pageOf, pageQuery, pageResponse } from '../api/index.ts'
import { ifUnavailable } from '../problems/catching.ts'
import { toDeadLetter } from './response.ts'
import { deadLetter, deadLetterId } from './schema.ts'

export const listDeadLetters = operation({
  method: 'GET',
  path: '/dead-letters',
  tag: 'dead letters',
  summary: 'Messages that a service could not read or settle, oldest first',
  description:
    'They are kept until they are settled, for 30 days at most; of more than 10,000 the newest.',
  query: z.strictObject(pageQuery),
  responses: { 200: listOf(deadLetter) },
  handler: async ({ deadLetters }, { query }) => {
    const { limit, before: last } = pageOf(query, deadLetterId)
    const after = Number(last?.split('-')[0] ?? 0)
    const rows = await deadLetters
      .list({ after, limit: limit + 1 })
      .catch(ifUnavailable('nats-unavailable'))
    const page = { rows: rows.slice(0, limit), more: rows.length > limit }
    return ok(pageResponse(page, toDeadLetter))
  },
})
