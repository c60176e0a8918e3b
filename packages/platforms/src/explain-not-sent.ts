import type { NotSent, Rejected } from './outcomes.ts'
import type { NotSent as OutboundNotSent } from '@pressrun/outbound'

/** A failure that waiting will not repair is a rejection, so that a person hears of it. */
export function explainNotSent(result: OutboundNotSent): NotSent | Rejected {
  const hopeless = result.code === 'target-not-allowed' || result.code === 'request-invalid'
  return hopeless ? { ...result, outcome: 'rejected' } : result
}
