import { accepted, emptyBody, idParam, operation } from '../api/index.ts'
import { ifUnavailable } from '../problems/catching.ts'
import { Problem } from '../problems/problem.ts'
import { toDeadLetter } from './response.ts'
import { deadLetter, deadLetterId } from './schema.ts'

export const redeliverDeadLetter = operation({
  method: 'POST',
  path: '/dead-letters/:id/redeliver',
  tag: 'dead letters',
  summary: 'Have the service that gave a message up try it again',
  description:
    'The service does so when it runs. The message is no longer listed once it is settled; one that is given up again stays.',
  params: idParam(deadLetterId),
  body: emptyBody,
  responses: { 202: deadLetter },
  handler: async ({ deadLetters }, { params }) => {
    const unavailable = ifUnavailable('nats-unavailable')
    const letter = await deadLetters.find(params.id).catch(unavailable)
    if (!letter) throw new Problem('dead-letter-not-found')
    await deadLetters.redeliver(letter).catch(unavailable)
    return accepted(toDeadLetter(letter))
  },
})
