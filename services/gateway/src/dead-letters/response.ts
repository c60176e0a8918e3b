import type { DeadLetter } from '@pressrun/bus'

export const toDeadLetter = (letter: DeadLetter) => ({
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
