export { ByteTurns } from './byte-turns.ts'
export {
  absolutePath,
  commaList,
  ConfigError,
  type Environment,
  onOff,
  port,
  privateTargets,
  ratio,
  readConfig,
} from './config.ts'
export { type Endpoint, type EndpointOptions, serveEndpoint } from './endpoint.ts'
export {
  type DatabaseNeeds,
  type DependencyWatch,
  measureFaults,
  requireDatabase,
  requireDependency,
} from './dependency.ts'
export { refuseStart } from './refuse-start.ts'
export { sendHeartbeats, watchHeartbeats } from './heartbeat.ts'
export { withMemoryLimit } from './memory-limit.ts'
export { healthAnswer, type HealthAnswer } from './health-answer.ts'
export {
  type Check,
  createHealth,
  type Health,
  type HealthOptions,
  type Readiness,
} from './health.ts'
export { createLogger, type Logger, type LoggerOptions } from './logger.ts'
export { createMetrics } from './create-metrics.ts'
export type { Metrics } from './metrics.ts'
export { processSettings, type ProcessSettings } from './process-settings.ts'
export { CannotStart, type ProcessContext, type ProcessOptions, runProcess } from './process.ts'
export { isSecretKey, redacted, withoutSecrets } from './secrets.ts'
export {
  activeTraceId,
  activeTraceparent,
  type Attributes,
  openSpan,
  type OpenSpan,
  type Span,
  type SpanKind,
  type SpanOptions,
  traced,
} from './span.ts'
export { startTelemetry, type Telemetry } from './telemetry.ts'
export type { TelemetryOptions } from './telemetry-options.ts'
export { aborted, backoff, type Backoff, pause } from './timing.ts'
export { formatTraceparent, parseTraceparent, type TraceContext } from './trace-context.ts'
export { version } from './version.ts'
