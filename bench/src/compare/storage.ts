import type { Stored } from '../measure/stored.ts'
import { inTurn, ratioRow } from './in-turn.ts'
import type { CompareOptions } from './options.ts'
import { openSides, type Side } from './side.ts'

/**
 * What a task writes and leaves behind. No checkpoint is forced between the rounds: after one each page is in the WAL
 * as a whole once, which measures how often checkpoints are made and not what a task costs.
 */
export async function compareStorage({
  checkouts,
  rounds,
  tasks,
  say,
}: CompareOptions): Promise<string[][]> {
  await using sides = await openSides(checkouts, 'webhooks')
  for (const side of [sides.before, sides.after]) await side.play(tasks, 'warm')
  const measure = async (side: Side, round: number): Promise<Stored> => {
    const before = await side.stored()
    await side.play(tasks, `stored ${round}`, { tidy: false })
    const after = await side.stored()
    return {
      walBytes: (after.walBytes - before.walBytes) / tasks,
      postgresBytes: (after.postgresBytes - before.postgresBytes) / tasks,
      streamBytes: (after.streamBytes - before.streamBytes) / tasks,
    }
  }
  const pairs = await inTurn(sides, rounds, measure, {
    onRound: (pair, round) =>
      say(`storage, round ${round}: ${pair.map((it) => Math.round(it.walBytes)).join(' and ')} B`),
  })
  const row = (what: string, of: (stored: Stored) => number) =>
    ratioRow(`bytes per task: ${what}`, pairs, of, 0)
  return [
    row('WAL', ({ walBytes }) => walBytes),
    row('disk, Postgres', ({ postgresBytes }) => postgresBytes),
    row('disk, stream', ({ streamBytes }) => streamBytes),
    row('disk, both', ({ postgresBytes, streamBytes }) => postgresBytes + streamBytes),
  ]
}
