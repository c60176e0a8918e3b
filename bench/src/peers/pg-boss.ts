import { PgBoss, type Job as QueuedJob } from 'pg-boss'
import { openDelivery } from '../delivery.ts'
import type { Job } from '../job.ts'
import { insertOutcomesStatement, type Outcome } from '../outcomes.ts'
import { onStop, readConfig, ready, reportRecorded, serveEnqueue, type PeerConfig } from './role.ts'

type Config = PeerConfig & {
  batchSize: number
  localConcurrency: number
  transactional: boolean
  callSize: number
  callsMax: number
}

const QUEUE = 'posts'
const config = readConfig() as Config
const boss = new PgBoss({
  connectionString: config.postgresUrl,
  max: 2 * config.localConcurrency + 4,
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
  const delivery = openDelivery(config.sinkUrl)
  const deliverAll = (jobs: QueuedJob<Job>[]): Promise<Outcome[]> =>
    Promise.all(
      jobs.map(async ({ data }) => {
        const remoteId = await delivery.deliver(data)
        return { key: data.key, accountId: data.accountId, remoteId }
      }),
    )
  const options = {
    batchSize: config.batchSize,
    localConcurrency: config.localConcurrency,
    burstWhenBatchFull: true,
    pollingIntervalSeconds: 0.5,
  }
  if (config.transactional) {
    await boss.work<Job, unknown, typeof options & { transactional: true }>(
      QUEUE,
      { ...options, transactional: true },
      async (jobs, db) => {
        await db.executeSql(...insertOutcomesStatement(await deliverAll(jobs)))
        reportRecorded(jobs.length)
      },
    )
  } else {
    await boss.work<Job>(QUEUE, options, async (jobs) => {
      await boss.getDb().executeSql(...insertOutcomesStatement(await deliverAll(jobs)))
      reportRecorded(jobs.length)
    })
  }
  onStop(async () => {
    await boss.stop({ graceful: false })
    await delivery.close()
  })
}
ready()
