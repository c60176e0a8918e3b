import { bullmq } from './bullmq.ts'
import type { Contender, Surroundings } from './contender.ts'
import { graphileWorker, graphileWorkerBatched } from './graphile-worker.ts'
import { pgBoss } from './pg-boss.ts'
import { pressrun } from './pressrun.ts'

/** By the names `--only` takes. */
export const contenders: Readonly<Record<string, (surroundings: Surroundings) => Contender>> = {
  pressrun,
  bullmq,
  'pg-boss': pgBoss,
  'graphile-worker': graphileWorker,
  'graphile-worker-batched': graphileWorkerBatched,
}
