import { Agent } from 'undici'
import type { Job } from './job.ts'

/** The HTTP client of the peers' workers: one set of settings for all of them. */
export type Delivery = {
  deliver(job: Job): Promise<string>
  close(): Promise<void>
}

/** Connections a worker process keeps open to the sink. */
const CONNECTIONS_MAX = 64

export function openDelivery(sinkUrl: string): Delivery {
  const agent = new Agent({ connections: CONNECTIONS_MAX, pipelining: 1, keepAliveTimeout: 60_000 })
  return {
    async deliver(job) {
      const response = await agent.request({
        origin: sinkUrl,
        path: '/posts',
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': job.key },
        body: JSON.stringify({
          taskId: job.key,
          account: job.accountId,
          content: { title: job.title, body: job.body },
        }),
      })
      const answer = (await response.body.json()) as { id: string }
      if (response.statusCode !== 200) throw new Error(`the sink answered ${response.statusCode}`)
      return answer.id
    },
    close: () => agent.close(),
  }
}
