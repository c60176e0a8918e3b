export { createOutbound, type OutboundOptions } from './create-outbound.ts'
export { createTargetPolicy, type TargetPolicy } from './target-policy.ts'
export type { Outbound, OutboundRequest, OutboundResult } from './outbound.ts'
