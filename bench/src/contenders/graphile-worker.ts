import type { Contender, Surroundings } from './contender.ts'
import { peerContender } from './peer.ts'

type Settings = {
  workers: number
  concurrentJobs: number
  maxPoolSize: number
  localQueueSize: number
  batchDelayMs: number
  flushesMax: number
  callSize: number
  callsMax: number
}

const PLAIN: Settings = {
  workers: 1,
  concurrentJobs: 16,
  maxPoolSize: 18,
  localQueueSize: 0,
  batchDelayMs: -1,
  flushesMax: 2,
  callSize: 100,
  callsMax: 4,
}

const BATCHED: Settings = {
  workers: 1,
  concurrentJobs: 500,
  maxPoolSize: 12,
  localQueueSize: 1000,
  batchDelayMs: 20,
  flushesMax: 1,
  callSize: 1000,
  callsMax: 1,
}

export function graphileWorker(surroundings: Surroundings, settings = PLAIN): Contender {
  return contender('graphile-worker', settings, surroundings)
}

export function graphileWorkerBatched(surroundings: Surroundings, settings = BATCHED): Contender {
  return contender('graphile-worker, batched', settings, surroundings)
}

function contender(name: string, settings: Settings, surroundings: Surroundings): Contender {
  return peerContender(
    {
      name,
      setUp: `${settings.workers} worker process, concurrentJobs ${settings.concurrentJobs}${queueWords(settings)}; enqueued by addJobs in calls of ${settings.callSize}; outcomes of concurrent jobs share a commit`,
      module: new URL('../peers/graphile-worker.ts', import.meta.url),
      settings,
      async settled(db) {
        const { rows } = await db.query('select 1 from graphile_worker._private_jobs limit 1')
        return rows.length === 0
      },
    },
    surroundings,
  )
}

function queueWords({ localQueueSize, batchDelayMs }: Settings): string {
  if (localQueueSize === 0) return ''
  return `, localQueue ${localQueueSize}, completeJobBatchDelay and failJobBatchDelay ${batchDelayMs} ms`
}
