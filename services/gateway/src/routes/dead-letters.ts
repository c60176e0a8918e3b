import type { DeadLetter } from '@pressrun/bus'
import { z } from 'zod'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'
import { deadLetter, deadLetterId } from '../schemas/dead-letter.ts'
import { emptyBody } from '../api/empty-body.ts'
import { idParam } from '../api/ids.ts'
import { pageResponse, listOf, pageOf, pageQuery } from '../api/pages.ts'

const tags = ['dead letters']

/** They lie in NATS, not in the database: nothing of them is known while it is away. */
export function deadLetters(app: App, { deadLetters: letters }: Gateway): void {
  app.route({
    method: 'GET',
    url: '/dead-letters',
    schema: {
      operationId: 'listDeadLetters',
      summary: 'Messages that a service could not read or settle, oldest first',
      description: 'They are kept for 30 days, and until they are settled after all.',
      tags,
      querystring: z.strictObject(pageQuery),
      response: { 200: listOf(deadLetter) },
    },
    handler: async (request) => {
      const { limit, before: seen } = pageOf(request.query, deadLetterId)
      const after = Number(seen?.split('-')[0] ?? 0)
      const rows = await letters.list({ after, limit: limit + 1 }).catch(unavailable)
      return pageResponse({ rows: rows.slice(0, limit), more: rows.length > limit }, toAnswer)
    },
  })
  app.route({
    method: 'POST',
    url: '/dead-letters/:id/redeliver',
    schema: {
      operationId: 'redeliverDeadLetter',
      summary: 'Have the service that gave a message up try it again',
      description:
        'The service does so when it runs. The message is no longer listed once it is settled; one that is given up again stays.',
      tags,
      params: idParam(deadLetterId),
      body: emptyBody,
      response: { 202: deadLetter },
    },
    handler: async (request, reply) => {
      const letter = await letters.find(request.params.id).catch(unavailable)
      if (!letter) throw new Problem('dead-letter-not-found')
      await letters.redeliver(letter).catch(unavailable)
      return reply.status(202).send(toAnswer(letter))
    },
  })
}

function unavailable(cause: unknown): never {
  throw new Problem('nats-unavailable', { headers: { 'retry-after': '2' }, cause })
}

const toAnswer = (letter: DeadLetter) => ({
  id: letter.id,
  consumer: letter.consumer,
  position: letter.positions?.first ?? null,
  streamSequence: letter.streamSequence,
  eventId: letter.eventId ?? null,
  type: letter.subject.split('.')[3] ?? null,
  subject: letter.subject,
  reason: letter.reason,
  at: letter.at,
  deliveries: letter.deliveries ?? null,
})
