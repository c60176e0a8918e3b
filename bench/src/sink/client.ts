import { Agent, request } from 'undici'
import { startChild } from '../child.ts'
import type { Receipt, SinkStats } from './receipts.ts'

export type Sink = {
  readonly url: string
  readonly pid: number
  stats(): Promise<SinkStats>
  /** Waits until that many different keys have arrived since the last reset. */
  reached(keys: number): Promise<SinkStats>
  receiptsFrom(index: number): Promise<Receipt[]>
  reset(): Promise<void>
  stop(): Promise<void>
}

export async function startSink(): Promise<Sink> {
  const child = await startChild(new URL('./main.ts', import.meta.url), {})
  const url = `http://127.0.0.1:${Number(child.ready['port'])}`
  // A wait may take as long as the run it waits for.
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 })
  const ask = async <T>(path: string, method: 'GET' | 'POST' = 'GET'): Promise<T> => {
    const response = await request(`${url}${path}`, { method, dispatcher: agent })
    return (await response.body.json()) as T
  }
  return {
    url,
    pid: child.pid,
    stats: () => ask('/stats'),
    reached: (keys) => ask(`/wait?keys=${keys}`),
    receiptsFrom: (index) => ask(`/receipts?from=${index}`),
    reset: async () => void (await ask('/reset', 'POST')),
    async stop() {
      await agent.destroy()
      await child.stop()
    },
  }
}
