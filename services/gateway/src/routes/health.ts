import { healthAnswer } from '@pressrun/runtime'
import type { App } from '../app.ts'
import type { Gateway } from '../gateway.ts'

/** What probes and Prometheus ask: open to all, and never cached. */
export function health(app: App, { health: checks, natsState, metrics }: Gateway): void {
  for (const path of ['/healthz', '/health/live', '/health/ready'])
    app.get(path, { schema: { hide: true } }, async (_request, reply) => {
      const answer = await healthAnswer(checks, path)
      const body = { ...answer?.body, ...(path === '/healthz' ? { nats: natsState() } : {}) }
      return reply
        .code(answer?.status ?? 404)
        .header('cache-control', 'no-store')
        .send(body)
    })
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
}
