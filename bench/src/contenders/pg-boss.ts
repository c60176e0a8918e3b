import type { Contender, Surroundings } from './contender.ts'
import { peerContender, type PeerSettings } from './peer.ts'

type Settings = PeerSettings & { readonly batchSize: number; readonly localConcurrency: number }

const OWN: Settings = {
  workers: 1,
  batchSize: 500,
  localConcurrency: 4,
  commits: 'own',
  outcomeConnections: 16,
  callSize: 1000,
  callsMax: 1,
}
const SHARED: Settings = { ...OWN, commits: 'shared', outcomeConnections: 4 }

export function pgBossShared(surroundings: Surroundings): Contender {
  return pgBoss(surroundings, SHARED)
}

export function pgBoss(surroundings: Surroundings, settings = OWN): Contender {
  const { batchSize, localConcurrency } = settings
  return peerContender(
    {
      name: 'pg-boss',
      setUp: `${localConcurrency} workers fetching batches of ${batchSize} that run side by side, burst mode, LISTEN/NOTIFY, a partition of its own, insert`,
      // A batch is completed as one, so the failure of one job repeats its whole batch too.
      repeats: `${batchSize * localConcurrency} posts, and one job's failure its whole batch`,
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
