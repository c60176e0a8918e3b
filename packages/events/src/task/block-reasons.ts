/** Why something ready to go out waits; reasons that block a whole lane come first. */
export const laneReasons = [
  'account-in-flight',
  'rate-limit',
  'account-paused',
  'account-held',
  'breaker',
  'run-concurrency',
  'scheduled',
] as const
export type LaneReason = (typeof laneReasons)[number]

export const blockReasons = [
  ...laneReasons,
  'run-not-started',
  'run-paused',
  'backoff',
  'reconciliation',
  'resolution',
  'restored',
] as const
export type BlockReason = (typeof blockReasons)[number]
