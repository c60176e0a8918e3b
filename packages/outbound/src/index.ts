export { createOutbound } from './create-outbound.ts'
export {
  redirectsMax,
  userAgent,
  type Answer,
  type AnswerHeaders,
  type NotSent,
  type NotSentCode,
  type Outbound,
  type OutboundRequest,
  type OutboundResult,
  type Unanswered,
  type UnknownCode,
} from './outbound.ts'
export { resetTime, retryAfter } from './retry-after.ts'
export { createTargetPolicy } from './target-policy.ts'
