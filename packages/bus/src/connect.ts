import { connect, type NatsConnection } from '@nats-io/transport-node'
import { NatsFault, natsFaultOf } from './nats-fault.ts'

export type BusOptions = {
  readonly url: string
  /** Shown to the server's operators in `nats server report connections`. */
  readonly name: string
}

/** How long one try to connect may take. After the first success retries never end. */
const connectTimeoutMs = 5_000
const reconnectEveryMs = 500

/** A server that leaves two pings unanswered is given up: a broken network may never report it. */
const pingEveryMs = 5_000
const unansweredPingsMax = 2

/**
 * Connects to NATS and stays connected: a server that goes away, or refuses the credentials for a while, is retried
 * without end. Throws a `NatsFault` when the first connection fails.
 */
export async function connectBus(options: BusOptions): Promise<NatsConnection> {
  const { servers, ...credentials } = splitCredentials(options.url)
  try {
    return await connect({
      servers,
      ...credentials,
      name: options.name,
      maxReconnectAttempts: -1,
      reconnectTimeWait: reconnectEveryMs,
      reconnectJitter: 100,
      // Otherwise the client gives up for good when it is refused twice, as while a server is reloaded.
      ignoreAuthErrorAbort: true,
      waitOnFirstConnect: false,
      timeout: connectTimeoutMs,
      pingInterval: pingEveryMs,
      maxPingOut: unansweredPingsMax,
    })
  } catch (cause) {
    throw new NatsFault(natsFaultOf(cause) ?? 'away', servers.join(', '), cause)
  }
}

/** The servers of `NATS_URL`, each as a URL: a bare host gets NATS's own protocol. */
export function natsServers(url: string): string[] {
  return url
    .split(',')
    .map((server) => server.trim())
    .map((server) => (server.includes('://') ? server : `nats://${server}`))
}

/** `nats://user:password@host` is common in settings, but the client wants them apart. */
function splitCredentials(url: string) {
  const servers = natsServers(url)
  const first = new URL(servers[0] ?? url)
  const bare = servers.map((server) => server.replace(/\/\/[^@/]*@/, '//'))
  if (!first.username) return { servers: bare }
  const user = decodeURIComponent(first.username)
  if (!first.password) return { servers: bare, token: user }
  return { servers: bare, user, pass: decodeURIComponent(first.password) }
}

export type { NatsConnection }
