import { JetStreamApiError } from '@nats-io/jetstream'
import { errors } from '@nats-io/transport-node'

/** The faults of NATS, few enough to be the values of a metric's label. */
export const natsFaults = [
  /** Nothing listens at its address, or the connection broke. */
  'away',
  /** It does not accept the credentials, or they have expired. */
  'refused',
  /** It is connected and does not respond. */
  'hung',
  /** It responds, but JetStream does not: not configured, or ended by the server because its disk is full. */
  'no-jetstream',
  /** JetStream has no space for another message. */
  'out-of-space',
  /** Its `max_payload` is below the size of an event. */
  'payload-too-large',
  /** Anything else that it refuses. */
  'refuses-message',
] as const
export type NatsFaultName = (typeof natsFaults)[number]

/** A fault of NATS that names the server, without its password, and the reason. */
export class NatsFault extends Error {
  override readonly name = 'NatsFault'
  readonly fault: NatsFaultName

  constructor(fault: NatsFaultName, address: string, cause?: unknown) {
    super(`NATS at ${address} ${texts[fault]}${reasonOf(cause)}`, { cause })
    this.fault = fault
  }
}

const texts: Readonly<Record<NatsFaultName, string>> = {
  away: 'cannot be reached',
  refused: 'refuses the credentials of NATS_URL',
  hung: 'is connected and does not answer',
  'no-jetstream': 'answers, but its JetStream does not',
  'out-of-space': 'has no room for more messages',
  'payload-too-large': 'has a max_payload below the size of an event',
  'refuses-message': 'refuses a message',
}

/** In parentheses: the text of the client, the server or the system. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return ''
  // The reason of a refused connection is in the cause of its cause.
  const deepest = cause.cause instanceof Error ? cause.cause : cause
  const reason = deepest.message || ('code' in deepest ? String(deepest.code) : deepest.name)
  return ` (${reason})`
}

/** Returns which fault of NATS this is; undefined for any other: a fault of Postgres, or a defect. */
export function natsFaultOf(cause: unknown): NatsFaultName | undefined {
  if (cause instanceof NatsFault) return cause.fault
  if (cause instanceof JetStreamApiError) return ofJetStream(cause.message)
  if (!(cause instanceof Error)) return undefined
  if (isOneOf(cause, refusals)) return 'refused'
  if (isOneOf(cause, lackedRights)) return 'refuses-message'
  if (isOneOf(cause, silences)) return 'hung'
  if (isOneOf(cause, missed)) return 'no-jetstream'
  if (isOneOf(cause, brokenConnections)) return 'away'
  const isPayload = isOneOf(cause, payloadErrors) && /max.*payload/i.test(cause.message)
  return isPayload ? 'payload-too-large' : undefined
}

type ErrorClass = abstract new (...args: never[]) => Error

const isOneOf = (cause: Error, classes: readonly ErrorClass[]): boolean =>
  [cause, cause.cause].some((error) => classes.some((known) => error instanceof known))

const refusals = [errors.AuthorizationError, errors.UserAuthenticationExpiredError]
const lackedRights = [errors.PermissionViolationError]
const silences = [errors.TimeoutError]
const missed = [errors.NoRespondersError]
const payloadErrors = [errors.InvalidArgumentError, errors.ProtocolError]
const brokenConnections = [
  errors.ConnectionError,
  errors.ClosedConnectionError,
  errors.DrainingConnectionError,
  errors.RequestError,
]

/** From the server's text: its codes differ from version to version, and are not all documented. */
export function ofJetStream(description: string): NatsFaultName {
  if (/space|resources|storage|maximum (bytes|messages)/i.test(description)) return 'out-of-space'
  if (/not (currently )?(enabled|available)|disabled/i.test(description)) return 'no-jetstream'
  return 'refuses-message'
}
