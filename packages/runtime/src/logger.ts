import { type DestinationStream, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino'
import type { logLevels } from './process-settings.ts'
import { redacted, withoutSecrets } from './secrets.ts'

export type Logger = PinoLogger

export type LoggerOptions = {
  readonly service: string
  readonly level: (typeof logLevels)[number]
  /** Fields every event gets at the moment it is written, such as the id of the active trace. */
  readonly fields?: () => object
  /** Standard output when absent. */
  readonly destination?: DestinationStream
}

/**
 * One JSON event a line. Writing is synchronous, so that the last words of a dying process are not lost.
 * What is secret is struck out twice: by key in the fields, by form (URL passwords, bearer tokens) in
 * the whole line, where messages and stack traces are.
 */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    level: options.level,
    base: { service: options.service },
    timestamp: stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      bindings: redactedObject,
      log: redactedObject,
    },
    hooks: { streamWrite: withoutSecrets },
    ...(options.fields && { mixin: options.fields }),
  }
  return options.destination ? pino(settings, options.destination) : pino(settings)
}

function redactedObject(fields: object): Record<string, unknown> {
  return redacted(fields) as Record<string, unknown>
}
