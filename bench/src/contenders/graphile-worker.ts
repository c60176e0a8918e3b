import type { Contender, Surroundings } from './contender.ts'
import { peerContender, type PeerSettings } from './peer.ts'

type Settings = PeerSettings & {
  readonly concurrentJobs: number
  readonly maxPoolSize: number
  readonly localQueueSize: number
  readonly batchDelayMs: number
}

const OWN: Settings = {
  workers: 1,
  concurrentJobs: 16,
  maxPoolSize: 18,
  localQueueSize: 0,
  batchDelayMs: -1,
  commits: 'own',
  outcomeConnections: 16,
  callSize: 1000,
  callsMax: 1,
}
const SHARED: Settings = { ...OWN, commits: 'shared', outcomeConnections: 2 }

const BATCHED_OWN: Settings = {
  workers: 1,
  concurrentJobs: 100,
  maxPoolSize: 12,
  localQueueSize: 1000,
  batchDelayMs: 20,
  commits: 'own',
  outcomeConnections: 16,
  callSize: 1000,
  callsMax: 1,
}
const BATCHED_SHARED: Settings = {
  ...BATCHED_OWN,
  concurrentJobs: 500,
  commits: 'shared',
  outcomeConnections: 1,
}

export function graphileWorkerShared(surroundings: Surroundings): Contender {
  return graphileWorker(surroundings, SHARED)
}

export function graphileWorkerBatchedShared(surroundings: Surroundings): Contender {
  return graphileWorker(surroundings, BATCHED_SHARED)
}

export function graphileWorkerBatched(surroundings: Surroundings): Contender {
  return graphileWorker(surroundings, BATCHED_OWN)
}

export function graphileWorker(surroundings: Surroundings, settings = OWN): Contender {
  const { concurrentJobs, localQueueSize, batchDelayMs } = settings
  const batched = localQueueSize > 0
  return peerContender(
    {
      name: batched ? 'graphile-worker-batched' : 'graphile-worker',
      setUp: batched
        ? `concurrentJobs ${concurrentJobs}, localQueue ${localQueueSize}, completeJobBatchDelay and failJobBatchDelay ${batchDelayMs} ms, addJobs`
        : `concurrentJobs ${concurrentJobs}, addJobs`,
      repeats: batched
        ? `${concurrentJobs} posts and those of the last ${batchDelayMs} ms`
        : `${concurrentJobs} posts`,
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
