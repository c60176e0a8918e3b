import { Logger, makeWorkerUtils, run } from 'graphile-worker'
import { openDelivery } from '../delivery.ts'
import type { Job } from '../job.ts'
import { openOutcomeWriter } from '../outcome-writer.ts'
import { onStop, readConfig, ready, reportRecorded, serveEnqueue, type PeerConfig } from './role.ts'

type Config = PeerConfig & {
  concurrentJobs: number
  maxPoolSize: number
  localQueueSize: number
  batchDelayMs: number
}

const config = readConfig() as Config
// Its default logger writes a line for every job.
const logger = new Logger(() => (level, message) => {
  if (level === 'error') console.error(message)
})

if (config.role === 'producer') {
  const utils = await makeWorkerUtils({ connectionString: config.postgresUrl, logger })
  await utils.migrate()
  serveEnqueue(
    (jobs) => utils.addJobs(jobs.map((payload) => ({ identifier: 'post', payload }))),
    config,
  )
  onStop(async () => utils.release())
} else {
  const outcomes = openOutcomeWriter(config)
  const delivery = openDelivery(config.sinkUrl)
  const runner = await run({
    logger,
    preset: {
      worker: {
        connectionString: config.postgresUrl,
        concurrentJobs: config.concurrentJobs,
        maxPoolSize: config.maxPoolSize,
        preparedStatements: true,
        pollInterval: 2000,
        ...(config.localQueueSize > 0 && {
          localQueue: { size: config.localQueueSize },
          completeJobBatchDelay: config.batchDelayMs,
          failJobBatchDelay: config.batchDelayMs,
        }),
      },
    },
    taskList: {
      post: async (payload) => {
        const job = payload as Job
        const remoteId = await delivery.deliver(job)
        await outcomes.record({ key: job.key, accountId: job.accountId, remoteId })
        reportRecorded(1)
      },
    },
  })
  onStop(async () => {
    await runner.stop()
    await delivery.close()
    await outcomes.close()
  })
}
ready()
