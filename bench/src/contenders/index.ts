import { bullmq, bullmqShared } from './bullmq.ts'
import type { Contender, Surroundings } from './contender.ts'
import {
  graphileWorker,
  graphileWorkerBatched,
  graphileWorkerBatchedShared,
  graphileWorkerShared,
} from './graphile-worker.ts'
import { pgBoss, pgBossShared } from './pg-boss.ts'
import { pressrun } from './pressrun.ts'

/** By the names `--only` takes. */
export const contenders: Readonly<Record<string, (surroundings: Surroundings) => Contender>> = {
  pressrun,
  bullmq: (surroundings) => bullmq(surroundings),
  'bullmq-shared': bullmqShared,
  'pg-boss': (surroundings) => pgBoss(surroundings),
  'pg-boss-shared': pgBossShared,
  'graphile-worker': (surroundings) => graphileWorker(surroundings),
  'graphile-worker-shared': graphileWorkerShared,
  'graphile-worker-batched': graphileWorkerBatched,
  'graphile-worker-batched-shared': graphileWorkerBatchedShared,
}
