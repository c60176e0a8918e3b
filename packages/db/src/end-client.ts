import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'

/** A server that does not answer a goodbye within this is not waited for. */
const goodbyeMs = 1_000

/** Ends a connection of its own in order or, with a server that hangs, all the same. */
export async function endClient(client: pg.Client, socket: Socket): Promise<void> {
  const waiting = new AbortController()
  const ended = client.end().finally(() => waiting.abort())
  const late = pause(goodbyeMs, undefined, { signal: waiting.signal }).then(() => socket.destroy())
  await Promise.race([ended, late.catch(() => {})])
}
