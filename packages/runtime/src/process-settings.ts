import { z } from 'zod'
import { absolutePath, onOff, port, ratio } from './config.ts'
import { logLevels } from './log-levels.ts'
import { isHttpUrl, isNatsUrls, isPostgresUrl } from './server-urls.ts'

/**
 * Settings of every service. A service adds its own: `z.object({ ...processSettings, PRESSRUN_PORT: port.default(8080)
 * })`.
 */
export const processSettings = {
  LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }).default('info'),
  PRESSRUN_HOST: z.string().default('127.0.0.1').describe('the address to listen on'),
  PRESSRUN_DATA_DIR: absolutePath.prefault('.pressrun').describe('where Pressrun keeps its files'),
  PRESSRUN_METRICS_PORT: port.default(0).describe('port of health and metrics, 0 for any'),
  DATABASE_URL: z
    .string()
    .refine(isPostgresUrl, 'must be a Postgres URL')
    .describe('the Postgres to use: postgres://user:password@host:port/database'),
  NATS_URL: z
    .string()
    .refine(isNatsUrls, 'must be NATS URLs')
    .describe('the NATS server to use: nats://host:port, several with commas'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .string()
    .refine(isHttpUrl, 'must be an http or https URL')
    .optional()
    .describe('where traces go: the base URL of an OTLP/HTTP collector, http://host:4318'),
  OTEL_SERVICE_NAME: z.string().optional(),
  OTEL_SDK_DISABLED: onOff.default(false),
  OTEL_TRACES_SAMPLER_ARG: ratio.default(1).describe('share of traces to record, 0 to 1'),
}

export type ProcessSettings = z.output<z.ZodObject<typeof processSettings>>
