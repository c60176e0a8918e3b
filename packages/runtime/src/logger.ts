import {
  destination,
  type DestinationStream,
  type Logger as PinoLogger,
  pino,
  stdTimeFunctions,
} from 'pino'
import type { logLevels } from './log-levels.ts'
import { isSecretKey, redacted, withoutSecrets } from './secrets.ts'

export type Logger = PinoLogger

export type LoggerOptions = {
  readonly service: string
  readonly level: (typeof logLevels)[number]
  /** Fields added to every event when it is written, such as the id of the active trace. */
  readonly fields?: () => object
  /** Standard output when absent. */
  readonly destination?: DestinationStream
}

/** The number of unwritten bytes that are kept until they can be written; later ones are dropped. */
const keptBytesMax = 1024 ** 2

/** Standard output may be a file, and its disk full: a line that cannot be written ends no process. */
function standardOutput(): DestinationStream {
  const stream = destination({ dest: 1, sync: true, maxLength: keptBytesMax })
  stream.on('error', () => {})
  return stream
}

/**
 * One JSON event a line. Writing is synchronous, so that the last words of a dying process are not lost. Secrets are
 * redacted twice: by key in the fields, by form (URL passwords, bearer tokens) in the whole line, where messages and
 * stack traces are.
 */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    level: options.level,
    base: { service: options.service },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: loggable },
    // The error is already serialized; pino's own serializer would flatten the causes into text.
    serializers: { err: (described: unknown) => described },
    hooks: { streamWrite: withoutSecrets },
    ...(options.fields && { mixin: options.fields }),
  }
  const logger = pino(settings, options.destination ?? standardOutput())
  return redactingChildren(logger)
}

/** pino formats the fields of an event, but not those a child logger is made with. Children inherit this. */
function redactingChildren(logger: Logger): Logger {
  const child = logger.child
  logger.child = function redactedChild(this: Logger, bindings, options) {
    return child.call(this, loggable(bindings), options) as never
  }
  return logger
}

/** Logging never fails its caller, whatever is logged. */
function loggable(fields: object): Record<string, unknown> {
  try {
    return Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [key, loggableField(key, value)]),
    )
  } catch (error) {
    return { unloggable: String(error) }
  }
}

function loggableField(key: string, value: unknown): unknown {
  // These two have serializers at web servers (fastify's take a request apart), which come after us.
  if (key === 'req' || key === 'res') return value
  return isSecretKey(key) ? '***' : redacted(value)
}
