export { idempotencyOf } from './contract.ts'
export type { Connector, PublishJob, Tools } from './contract.ts'
export type { Installation } from './installation.ts'
export { describePlatforms } from './describe-platforms.ts'
export { createCache } from './cache.ts'
export type {
  CommitOutcome,
  Prepared,
  PrepareOutcome,
  ReconcileOutcome,
  VerifyOutcome,
} from './outcomes.ts'
export { connectors, findConnector } from './registry.ts'
export { createRenderer } from './rendering/renderer.ts'
export type { Render } from './rendering/render.ts'
export { redactedAnswer } from './redacted-answer.ts'
