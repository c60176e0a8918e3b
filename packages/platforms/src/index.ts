export { contentMaxima } from './content-maxima.ts'
export { contentSchema, type Content } from './content.ts'
export { idempotencyOf } from './contract.ts'
export type { Connector, PublishJob, Surroundings, Tools } from './contract.ts'
export { describePlatforms, type PlatformDescription } from './describe-platforms.ts'
export { checkLimits, measureText, type LengthUnit, type Limit } from './limits.ts'
export { createMemory, type Memory } from './memory.ts'
export { createOutbound, type OutboundOptions } from './outbound/create-outbound.ts'
export type { Outbound, OutboundRequest, OutboundResult } from './outbound/outbound.ts'
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
export { applyOverrides, overridesSchema, type Overrides } from './overrides.ts'
export { connectors, findConnector } from './registry.ts'
export {
  checkLocation,
  locationMax,
  sourceTypes,
  type SourceType,
} from './sources/check-location.ts'
export { folderTrouble } from './sources/folder/find-folder.ts'
export { placeOf } from './sources/place-of.ts'
export type { Violation } from './violation.ts'
export { createRenderer, type Renderer } from './rendering/renderer.ts'
export type { Render } from './rendering/render.ts'
export { withoutSecrets } from './without-secrets.ts'
