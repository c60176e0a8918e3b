import type { Health } from './health.ts'

export type HealthAnswer = {
  readonly status: 200 | 503
  readonly body: Readonly<Record<string, unknown>>
}

/**
 * The response to a health path, for any server that serves it; undefined for other paths. `/health/live` checks no
 * dependency: a process is not restarted because its database is away.
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

/** Includes notes: one that is not up leaves the process ready, but degraded. */
async function overviewAnswer({ ready, notes, ...of }: Health): Promise<HealthAnswer> {
  const [{ ready: isReady, checks }, noted] = await Promise.all([ready(), notes()])
  const { service, version } = of
  const isWell = Object.values(noted).every((answer) => answer === 'up')
  const status = !isReady ? 'unavailable' : isWell ? 'ok' : 'degraded'
  const time = new Date().toISOString()
  const body = { ...checks, ...noted, status, service, version, time }
  return { status: isReady ? 200 : 503, body }
}
