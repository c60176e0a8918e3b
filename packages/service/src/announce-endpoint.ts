import { serveEndpoint } from '@pressrun/runtime'
import type { ServiceContext } from './service-context.ts'

/** Serves health and metrics, and reports that the process is working from now on. */
export async function announceEndpoint(context: ServiceContext): Promise<AsyncDisposable> {
  const { config, health, metrics, log } = context
  const { PRESSRUN_HOST: host, PRESSRUN_METRICS_PORT: port } = config
  const endpoint = await serveEndpoint({ host, port, health, metrics, log })
  context.announceReady({ port: endpoint.port })
  return endpoint
}
