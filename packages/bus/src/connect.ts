import { connect, type NatsConnection } from '@nats-io/transport-node'

export type BusOptions = {
  readonly url: string
  /** Seen by the server's operators, in `nats server report connections`. */
  readonly name: string
}

/** How long a start waits for its first connection; later ones are awaited for ever. */
const firstConnectionMs = 10_000
const reconnectEveryMs = 500

/**
 * Connects to NATS and stays connected: a server that goes away is waited for without end.
 * Throws when the first connection cannot be had.
 */
export async function connectBus(options: BusOptions): Promise<NatsConnection> {
  const { servers, ...credentials } = splitCredentials(options.url)
  return connect({
    servers,
    ...credentials,
    name: options.name,
    maxReconnectAttempts: -1,
    reconnectTimeWait: reconnectEveryMs,
    reconnectJitter: 100,
    waitOnFirstConnect: false,
    timeout: firstConnectionMs,
    pingInterval: 20_000,
  })
}

/** `nats://user:password@host` is common in settings, but the client wants them apart. */
function splitCredentials(url: string) {
  const servers = url.split(',').map((server) => server.trim())
  const first = new URL(servers[0] ?? url)
  const bare = servers.map((server) => server.replace(/\/\/[^@/]*@/, '//'))
  if (!first.username) return { servers: bare }
  const user = decodeURIComponent(first.username)
  if (!first.password) return { servers: bare, token: user }
  return { servers: bare, user, pass: decodeURIComponent(first.password) }
}

export type { NatsConnection }
