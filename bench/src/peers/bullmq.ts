import { Queue, Worker } from 'bullmq'
import { openDelivery } from '../delivery.ts'
import type { Job } from '../job.ts'
import { openOutcomeWriter } from '../outcome-writer.ts'
import { onStop, readConfig, ready, reportRecorded, serveEnqueue, type PeerConfig } from './role.ts'

type Config = PeerConfig & { concurrency: number }

const config = readConfig() as Config
const { hostname: host, port } = new URL(config.queueUrl)
const connection = { host, port: Number(port) }

if (config.role === 'producer') {
  const queue = new Queue<Job>('posts', { connection })
  await queue.waitUntilReady()
  serveEnqueue(
    (jobs) =>
      queue.addBulk(jobs.map((data) => ({ name: 'post', data, opts: { jobId: data.key } }))),
    config,
  )
  onStop(() => queue.close())
} else {
  const outcomes = openOutcomeWriter(config)
  const delivery = openDelivery(config.sinkUrl)
  const worker = new Worker<Job>(
    'posts',
    async ({ data }) => {
      const remoteId = await delivery.deliver(data)
      await outcomes.record({ key: data.key, accountId: data.accountId, remoteId })
      reportRecorded(1)
    },
    { connection, concurrency: config.concurrency },
  )
  worker.on('error', (error) => console.error(error))
  worker.on('failed', (_, error) => console.error(error))
  await worker.waitUntilReady()
  onStop(async () => {
    await worker.close()
    await delivery.close()
    await outcomes.close()
  })
}
ready()
