import type { z } from 'zod'
import { ConfigError, readConfig } from './config.ts'
import { watchEventLoop } from './event-loop-watch.ts'
import { createHealth, type Health } from './health.ts'
import { sendHeartbeats } from './heartbeat.ts'
import { createLogger, type Logger } from './logger.ts'
import { createMetrics } from './create-metrics.ts'
import type { Metrics } from './metrics.ts'
import type { processSettings, ProcessSettings } from './process-settings.ts'
import { watchForShutdown } from './shutdown.ts'
import { activeTraceId } from './span.ts'
import { startTelemetry, type Telemetry } from './telemetry.ts'
import { version } from './version.ts'
import { writableDirectory } from './writable-directory.ts'

/** The context of `main`: what is the same in every process. */
export type ProcessContext<Config> = {
  readonly config: Config
  readonly log: Logger
  readonly metrics: Metrics
  readonly health: Health
  readonly telemetry: Telemetry
  /** Aborted when the process must end: `main` then closes what it opened and returns. */
  readonly signal: AbortSignal
  /** Tells the supervisor, if any, that the process is working now. */
  announceReady(details?: { readonly port?: number }): void
}

export type ProcessOptions = {
  readonly drainTimeoutMs?: number
  readonly lingerTimeoutMs?: number
  readonly echoMs?: number
}

/** Something has to be changed before this process can work: it ends with 78, and names it. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart'
}

/** EX_CONFIG of sysexits.h: a supervisor need not try again, the environment has to change. */
const configExitCode = 78

/**
 * Runs a service from its environment to its end. Exit codes: 0 after an orderly end, 78 for a bad
 * environment or what is found in it, 1 for a fault or an end that took too long.
 */
export async function runProcess<Shape extends typeof processSettings>(
  name: string,
  schema: z.ZodObject<Shape>,
  main: (context: ProcessContext<z.output<z.ZodObject<Shape>>>) => Promise<void>,
  options: ProcessOptions = {},
): Promise<void> {
  const config = configOrExplanation(name, schema)
  if (config === undefined) return
  // The shape is known to extend the settings of every process, which the compiler cannot derive.
  const settings = config as ProcessSettings
  const log = createLogger({ service: name, level: settings.LOG_LEVEL, fields: traceFields })
  const shutdown = watchForShutdown({
    log,
    drainTimeoutMs: options.drainTimeoutMs ?? 8_000,
    lingerTimeoutMs: options.lingerTimeoutMs ?? 2_000,
    echoMs: options.echoMs ?? 500,
  })
  try {
    await using telemetry = await openTelemetry(name, settings, log)
    log.info({ version, node: process.version, pid: process.pid }, 'starting')
    const metrics = createMetrics(name)
    using _watch = watchEventLoop(log, metrics)
    const health = createHealth({ service: name, version })
    health.note('disk', writableDirectory(settings.PRESSRUN_DATA_DIR))
    await main({
      config,
      log,
      metrics,
      health,
      telemetry,
      signal: shutdown.signal,
      announceReady: (details) => announceReady(name, log, details),
    })
  } catch (error) {
    if (error instanceof CannotStart) {
      log.fatal(`cannot start: ${error.message}`)
      process.exitCode = configExitCode
    } else shutdown.fault(error)
  } finally {
    shutdown.ended()
    log.info({ exitCode: process.exitCode ?? 0 }, 'ended')
  }
}

function configOrExplanation<Schema extends z.ZodObject>(
  name: string,
  schema: Schema,
): z.output<Schema> | undefined {
  try {
    return readConfig(schema, process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const problems = error.problems.map((problem) => `  ${problem}\n`).join('')
    process.stderr.write(`${name} cannot start, its environment has problems:\n${problems}`)
    process.exitCode = configExitCode
    return undefined
  }
}

function openTelemetry(name: string, settings: ProcessSettings, log: Logger): Promise<Telemetry> {
  return startTelemetry({
    service: settings.OTEL_SERVICE_NAME ?? name,
    version,
    sampleRatio: settings.OTEL_TRACES_SAMPLER_ARG,
    otlpEndpoint: settings.OTEL_SDK_DISABLED ? undefined : settings.OTEL_EXPORTER_OTLP_ENDPOINT,
    onProblem: (problem) => log.warn({ trouble: problem }, 'traces are not delivered'),
  })
}

function traceFields(): object {
  const traceId = activeTraceId()
  return traceId === undefined ? {} : { traceId }
}

function announceReady(
  service: string,
  log: Logger,
  details: { readonly port?: number } = {},
): void {
  log.info(details, 'ready')
  // A supervisor that is gone by now is noticed by the disconnect, not here.
  process.send?.({ type: 'ready', service, ...details }, undefined, undefined, () => {})
  sendHeartbeats()
}
