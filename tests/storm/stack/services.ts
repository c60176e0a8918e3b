import { resolve } from 'node:path'
import { startService, type RunningService } from '@pressrun/cli'

export const adminKey = 'prk_storm0000000000000000000000000000000000'
export const secretKey = 'a storm in a glass of water is a storm'

export type ServiceWorld = {
  readonly dataDir: string
  readonly databaseUrl: string
  readonly natsUrl: string
  /** Of the gateway. */
  readonly port: number
}

const servicesDir = resolve(import.meta.dirname, '../../../services')

/** Starts `publisher-2` and the like as `pressrun up` starts its services. */
export function startStormService(
  name: string,
  { dataDir, databaseUrl, natsUrl, port }: ServiceWorld,
  onLine: (line: string) => void,
): Promise<RunningService> {
  const [service = name] = name.split('-')
  return startService({
    name,
    entry: resolve(servicesDir, service, 'src', 'main.ts'),
    nodeFlags: ['--max-old-space-size=512'],
    onLine,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      PRESSRUN_HOST: '127.0.0.1',
      PRESSRUN_PORT: String(port),
      PRESSRUN_METRICS_PORT: '0',
      PRESSRUN_DATA_DIR: dataDir,
      PRESSRUN_SECRET_KEY: secretKey,
      PRESSRUN_PRIVATE_TARGETS: '127.0.0.1',
      DATABASE_URL: databaseUrl,
      NATS_URL: natsUrl,
    },
  })
}
