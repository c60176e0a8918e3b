import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'

/** How long to wait for the server to close a connection in order. */
const goodbyeMs = 1_000

/** Ends a dedicated connection in order or, with a server that hangs, by force. */
export async function endClient(client: pg.Client, socket: Socket): Promise<void> {
  const waiting = new AbortController()
  const ended = client.end().finally(() => waiting.abort())
  const late = pause(goodbyeMs, undefined, { signal: waiting.signal }).then(() => socket.destroy())
  await Promise.race([ended, late.catch(() => {})])
}
