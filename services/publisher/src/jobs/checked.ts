import { ownProblem } from '@pressrun/events'
import {
  redactedAnswer,
  type CommitOutcome,
  type Prepared,
  type PrepareOutcome,
  type ReconcileOutcome,
} from '@pressrun/platforms'

/** The answer of a connector that breaks its contract means nothing. */
export const garbage = {
  outcome: 'unknown',
  code: ownProblem.connectorFault,
  message: 'The connector gave no usable answer.',
} as const

/** The outcome, when it is valid: an event made of anything else could not be committed. */
export const checkedOutcome = (given: CommitOutcome, credentials: unknown): CommitOutcome =>
  isCommitOutcome(given) ? redactedAnswer(given, credentials) : garbage

export function checkedPreparation(given: PrepareOutcome, credentials: unknown): PrepareOutcome {
  if (isPrepared(given)) return given
  return isOneOf(given, ['published']) ? redactedAnswer(given, credentials) : garbage
}

export const checkedFinding = (given: ReconcileOutcome, credentials: unknown): ReconcileOutcome =>
  isFinding(given) || isOneOf(given, ['published', 'rejected'])
    ? redactedAnswer(given, credentials)
    : garbage

const isOneOf = (given: unknown, butNot: readonly CommitOutcome['outcome'][]): boolean =>
  isCommitOutcome(given) && !butNot.includes(given.outcome)

function isCommitOutcome(given: unknown): given is CommitOutcome {
  const fields = objectOf(given)
  switch (fields['outcome']) {
    case 'published':
      return isOptionalText(fields['remoteId']) && isOptionalText(fields['url'])
    case 'rate-limited':
      return isOptionalDate(fields['until'])
    case 'auth-required':
      return isText(fields['message'])
    case 'rejected':
    case 'not-sent':
    case 'unknown':
      return isText(fields['code']) && isText(fields['message']) && isOptionalDate(fields['until'])
    default:
      return false
  }
}

function isPrepared(given: unknown): given is Prepared {
  const { outcome, payload, token } = objectOf(given)
  return outcome === 'prepared' && isText(payload) && isText(token)
}

function isFinding(given: unknown): boolean {
  const { outcome, remoteId, url } = objectOf(given)
  return (
    outcome === 'absent' || (outcome === 'found' && isOptionalText(remoteId) && isOptionalText(url))
  )
}

const objectOf = (given: unknown): Record<string, unknown> =>
  typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {}
const isOptionalDate = (value: unknown): boolean => value === undefined || value instanceof Date
const isText = (value: unknown): boolean => typeof value === 'string'
const isOptionalText = (value: unknown): boolean => value === undefined || isText(value)
