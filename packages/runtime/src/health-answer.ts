import type { Health } from './health.ts'

export type HealthAnswer = {
  readonly status: 200 | 503
  readonly body: Readonly<Record<string, unknown>>
}

/**
 * The answer to a health path, for whichever server serves it; undefined for other paths.
 * `/health/live` asks nothing of anybody: a process is not restarted because its database is away.
 */
export async function healthAnswer(
  health: Health,
  path: string,
): Promise<HealthAnswer | undefined> {
  switch (path) {
    case '/health/live':
      return { status: 200, body: { status: 'ok' } }
    case '/health/ready':
      return readyAnswer(health)
    case '/healthz':
      return overviewAnswer(health)
    default:
      return undefined
  }
}

async function readyAnswer(health: Health): Promise<HealthAnswer> {
  const { ready, checks } = await health.ready()
  const missing = Object.keys(checks).filter((name) => checks[name] !== 'up')
  return ready
    ? { status: 200, body: { status: 'ok', checks } }
    : { status: 503, body: { status: 'unavailable', missing, checks } }
}

async function overviewAnswer({ ready, service, version }: Health): Promise<HealthAnswer> {
  const { ready: isReady, checks } = await ready()
  const status = isReady ? 'ok' : 'unavailable'
  const time = new Date().toISOString()
  return { status: isReady ? 200 : 503, body: { ...checks, status, service, version, time } }
}
