import { PgBoss, type Job as QueuedJob } from 'pg-boss'
import { openDelivery } from '../delivery.ts'
import type { Job } from '../job.ts'
import { openOutcomeWriter } from '../outcome-writer.ts'
import { onStop, readConfig, ready, reportRecorded, serveEnqueue, type PeerConfig } from './role.ts'

type Config = PeerConfig & { batchSize: number; localConcurrency: number }

const QUEUE = 'posts'
const config = readConfig() as Config
const boss = new PgBoss({
  connectionString: config.postgresUrl,
  max: config.localConcurrency + 4,
  useListenNotify: true,
  registerInstance: false,
})
boss.on('error', (error) => console.error(error))
await boss.start()

if (config.role === 'producer') {
  await boss.createQueue(QUEUE, { partition: true, notify: true })
  serveEnqueue(
    (jobs) =>
      boss.insert(
        QUEUE,
        jobs.map((data) => ({ data })),
      ),
    config,
  )
  onStop(() => boss.stop({ graceful: false }))
} else {
  const outcomes = openOutcomeWriter(config)
  const delivery = openDelivery(config.sinkUrl)
  const publish = async ({ data }: QueuedJob<Job>): Promise<void> => {
    const remoteId = await delivery.deliver(data)
    await outcomes.record({ key: data.key, accountId: data.accountId, remoteId })
    reportRecorded(1)
  }
  const options = {
    batchSize: config.batchSize,
    localConcurrency: config.localConcurrency,
    burstWhenBatchFull: true,
    pollingIntervalSeconds: 0.5,
  }
  await boss.work<Job>(QUEUE, options, async (jobs) => {
    await Promise.all(jobs.map(publish))
  })
  onStop(async () => {
    await boss.stop({ graceful: false })
    await delivery.close()
    await outcomes.close()
  })
}
ready()
