export { idempotencyOf } from './contract.ts'
export type { Connector, PublishJob, Tools } from './contract.ts'
export type { Surroundings } from './surroundings.ts'
export { describePlatforms, type PlatformDescription } from './describe-platforms.ts'
export { createMemory, type Memory } from './memory.ts'
export type {
  AuthRequired,
  CommitOutcome,
  NotSent,
  Prepared,
  PrepareOutcome,
  Published,
  RateLimited,
  ReconcileOutcome,
  Rejected,
  Unknown,
  VerifyOutcome,
} from './outcomes.ts'
export { connectors, findConnector } from './registry.ts'
export { createRenderer, type Renderer } from './rendering/renderer.ts'
export type { Render } from './rendering/render.ts'
export { withoutSecrets } from './without-secrets.ts'
