import { toInstant, type RunId } from '@pressrun/events'
import type pg from 'pg'
import { countInFlight } from './count-in-flight.ts'
import { planLook, type FoundLook, type LookPlan } from './law/plan-look.ts'
import type { RunInFlight } from './law/run-room.ts'
import { readOn } from './read-on.ts'
import type { MaybeRead } from './with-states.ts'

type Found = Omit<FoundLook<MaybeRead>, 'runsInFlight'>

/** How many tasks of a lane are read on, and of all lanes together: bounds what a look can cost. */
const depths = [16, 64, 256]
const tasksMax = 32_000

/**
 * Plans a look, and plans it again for as long as lanes are held back by runs that this very look has
 * filled: their heads are read further each time. Without that, runs over the same accounts would fill
 * one after the other, one in each look.
 */
export async function planDeeply(
  client: pg.ClientBase,
  found: Found,
): Promise<LookPlan<MaybeRead>> {
  const inFlight = new Map<RunId, RunInFlight>()
  const plan = async (lanes: Found['lanes']) => {
    const heads = lanes.flatMap((lane) => lane.heads)
    const unknown = heads.filter(({ mayFill, runId }) => mayFill && !inFlight.has(runId))
    const counted = await countInFlight(
      client,
      unknown.map(({ runId }) => runId),
    )
    for (const [runId, run] of counted) inFlight.set(runId, run)
    return planLook({ ...found, lanes, runsInFlight: inFlight })
  }
  let { lanes } = found
  let planned = await plan(lanes)
  for (const depth of depths) {
    const { heldBack: accountIds } = planned
    const tasks = Math.min(depth, Math.floor(tasksMax / Math.max(1, accountIds.length)))
    if (accountIds.length === 0 || tasks < depth) break
    const { fullRuns } = found
    const read = await readOn(client, { accountIds, fullRuns, now: toInstant(found.now), tasks })
    // Without any head the lane would seem to be empty; it may have changed since it was taken.
    lanes = lanes.map((lane) => {
      const deeper = read.get(lane.accountId)
      return deeper?.heads.length ? { ...lane, ...deeper } : lane
    })
    const deeper = await plan(lanes)
    const isMore = deeper.out.length > planned.out.length
    planned = deeper
    if (!isMore) break
  }
  return planned
}
