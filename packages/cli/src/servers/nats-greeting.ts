import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** A NATS server's first message, before the client has sent anything. */
export type NatsGreeting = { server_name: string; version: string; jetstream?: boolean }

const connectTimeoutMs = 2_000
const retryEveryMs = 15

/** The first line of a fresh connection: `INFO {...}` (NATS client protocol). */
export function natsGreeting(host: string, port: number): Promise<NatsGreeting> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: connectTimeoutMs })
    let text = ''
    socket.setEncoding('utf8')
    socket.once('error', reject)
    socket.once('timeout', () =>
      socket.destroy(new Error(`no greeting within ${connectTimeoutMs} ms`)),
    )
    socket.once('close', () => reject(new Error('closed without a greeting')))
    socket.on('data', (chunk: string) => {
      text += chunk
      const line = /^INFO (\{.*\}) *\r\n/.exec(text)
      if (line?.[1] === undefined) return
      resolve(JSON.parse(line[1]) as NatsGreeting)
      socket.destroy()
    })
  })
}

/** Resolves when the server of that name greets on the port; rejects when the signal fires first. */
export async function natsAnswers(
  host: string,
  port: number,
  serverName: string,
  signal: AbortSignal,
): Promise<NatsGreeting> {
  for (;;) {
    const greeting = await natsGreeting(host, port).catch(() => undefined)
    if (greeting?.server_name === serverName) return greeting
    await pause(retryEveryMs, undefined, { signal })
  }
}
