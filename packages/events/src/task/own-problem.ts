/** The codes of our own failures: they did not reach the platform, or did not ask it, and say nothing of it. */
export const ownProblem = {
  interrupted: 'interrupted',
  publishersDied: 'publishers-died',
  stoppedTooLong: 'stopped-too-long',
  intentNotRecorded: 'intent-not-recorded',
  accountChanged: 'account-changed',
  cannotBeKnown: 'cannot-be-known',
  connectorFault: 'connector-fault',
  machineExhausted: 'machine-exhausted',
  keyNotHere: 'key-not-here',
} as const

const codes: ReadonlySet<string> = new Set(Object.values(ownProblem))

export const isOwnProblem = (code: string): boolean => codes.has(code)
