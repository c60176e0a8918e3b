import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { leanService } from '@pressrun/lean/service'
import { preferredPort } from '../servers/ports.ts'
import { shortenServiceLine } from './log-line.ts'
import type { OperatorOutput } from './operator-output.ts'
import { startService, type RunningService } from './service-process.ts'
import type { Part } from './supervise.ts'
import type { UpSettings } from './up-settings.ts'

const serviceNames = ['gateway', 'scheduler', 'publisher', 'analytics'] as const
export type ServiceName = (typeof serviceNames)[number]

export type ServiceWorld = {
  /** The folder with each service's `<name>/src/main.ts`. */
  readonly servicesDir: string
  readonly databaseUrl: string
  readonly natsUrl: string
  readonly secretKey: string
  readonly metricsPorts: Record<ServiceName, number>
}

export function servicePart(
  name: ServiceName,
  settings: UpSettings,
  world: ServiceWorld,
  output: OperatorOutput,
): Part<RunningService> {
  const env: NodeJS.ProcessEnv = {
    ...settings.passedOn,
    PRESSRUN_PORT: String(settings.port),
    PRESSRUN_HOST: settings.host,
    PRESSRUN_METRICS_PORT: String(world.metricsPorts[name]),
    PRESSRUN_DATA_DIR: settings.dataDir,
    PRESSRUN_SECRET_KEY: world.secretKey,
    ...leanService.env,
    DATABASE_URL: world.databaseUrl,
    NATS_URL: world.natsUrl,
  }
  // It is in the database by now, hashed; the fewer processes know it the better.
  delete env['PRESSRUN_ADMIN_KEY']
  const command = {
    name,
    env,
    entry: join(world.servicesDir, name, 'src', 'main.ts'),
    nodeFlags: leanService.nodeFlags,
    onLine: output.follow(name, shortenServiceLine),
  }
  // Between choosing a metrics port and listening on it another process can take it: then any will do.
  const elsewhere = { ...command, env: { ...env, PRESSRUN_METRICS_PORT: '0' } }
  const start = (): Promise<RunningService> =>
    startService(command).catch((error: Error) => {
      if (!error.message.includes('cannot serve health and metrics')) throw error
      return startService(elsewhere)
    })
  return { name, start }
}

/** The existing services, in the order they are named. */
export function presentServices(servicesDir: string): ServiceName[] {
  return serviceNames.filter((name) => existsSync(join(servicesDir, name, 'src', 'main.ts')))
}

/** The three behind the gateway get the ports after its own when those are free. */
export async function chooseMetricsPorts(
  settings: UpSettings,
): Promise<Record<ServiceName, number>> {
  const { port, host } = settings
  const near = (offset: number): Promise<number> => preferredPort(port + offset, host)
  const [scheduler, publisher, analytics] = await Promise.all([near(1), near(2), near(3)])
  return { gateway: 0, scheduler, publisher, analytics }
}
