import type { Contender, Surroundings } from './contender.ts'
import { peerContender } from './peer.ts'

const SETTINGS = {
  workers: 1,
  batchSize: 500,
  localConcurrency: 4,
  transactional: false,
  callSize: 1000,
  callsMax: 1,
}

export function pgBoss(surroundings: Surroundings, settings = SETTINGS): Contender {
  return peerContender(
    {
      name: 'pg-boss',
      setUp: `${settings.workers} worker process, ${settings.localConcurrency} workers fetching batches of ${settings.batchSize}, burst mode, LISTEN/NOTIFY, a partition of its own; enqueued by insert in calls of ${settings.callSize}; a batch's outcomes are one commit, ${settings.transactional ? 'together with' : 'then'} its completion, so a worker's death repeats up to ${settings.batchSize * settings.localConcurrency} posts and one failure its batch`,
      module: new URL('../peers/pg-boss.ts', import.meta.url),
      settings,
      async settled(db) {
        const { rows } = await db.query(
          `select 1 from pgboss.job where name = 'posts' and state < 'completed' limit 1`,
        )
        return rows.length === 0
      },
    },
    surroundings,
  )
}
