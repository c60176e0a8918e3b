export { idempotencyOf } from './contract.ts'
export type { Connector, PublishJob, Tools } from './contract.ts'
export type { Surroundings } from './surroundings.ts'
export { describePlatforms } from './describe-platforms.ts'
export { createMemory } from './memory.ts'
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
export { keptAnswer } from './kept-answer.ts'
