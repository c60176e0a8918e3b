import { appending, dispatchQueued, logIsClear, runTransaction, type Statement } from '@pressrun/db'
import { taskDue, toInstant, type Chunk, type Instant } from '@pressrun/events'
import type pg from 'pg'
import { outOf, type Out } from '../choose.ts'
import type { Plan } from '../plan.ts'
import type { DispatcherState } from '../memory/dispatcher-state.ts'
import type { RowsToWrite } from '../memory/rows-to-write.ts'
import { upsertBreakers, upsertLanes } from './upsert-rows.ts'

type Writing = {
  readonly plan: Plan
  readonly rowsToWrite: RowsToWrite
  readonly epoch: number
  readonly checked: string
  readonly now: number
}

/** How far the row may lag behind what was read: a take-over reads that much again. */
const unpersistedMax = 1_000

/**
 * The last round trip of a pass, in one transaction: what goes out and what is stored. It fails as a whole unless this
 * is the dispatcher of this epoch, the log is the one that was checked, and each task is still queued as it was read.
 * An empty plan writes nothing. Returns the rows of the log it has added.
 */
export async function commitPlan(
  client: pg.ClientBase,
  state: DispatcherState,
  { plan, rowsToWrite, epoch, checked, now }: Writing,
): Promise<Chunk[]> {
  const out = outOf(plan)
  const { lanes, breakers } = rowsToWrite
  const isWorthIt = out.length + lanes.length + breakers.length > 0
  if (!isWorthIt && state.seq - state.persistedSeq < unpersistedMax) return []
  const at = toInstant(now)
  const due = appending(out.map((one) => dueEvent(one, at)))
  const results = await runTransaction(client, [
    updateDispatcher(state.seq, plan.virtualTime, epoch, checked),
    ...(lanes.length > 0 ? [upsertLanes(lanes)] : []),
    ...(breakers.length > 0 ? [upsertBreakers(breakers)] : []),
    ...(out.length > 0 ? [dispatchQueued(out.map(placeOf), at), due.statement] : []),
  ])
  state.persistedSeq = state.seq
  return out.length > 0 ? due.rowsOf(results.at(-1)?.rows ?? []) : []
}

const placeOf = ({ lane: { accountId }, task }: Out) => ({ ...task, id: task.taskId, accountId })

/** A chunk has tasks of one upstream only, so that a slow one delays no other. */
function dueEvent({ lane: { accountId, facts }, task }: Out, at: Instant) {
  const { taskId, version, meta, run } = task
  const { platform, upstream } = facts
  return {
    streamId: taskId,
    version: version + 1,
    event: taskDue({ ...task, runId: run.runId, accountId, platform }),
    meta: { ...meta, actor: 'scheduler' },
    at,
    apart: upstream,
  }
}

const updateDispatcher = (
  seq: number,
  virtualTime: number,
  epoch: number,
  checked: string,
): Statement => ({
  text: keeping,
  values: [seq, virtualTime, epoch, checked],
})

const keeping = `with kept as (
    update dispatcher set seq = $1, virtual_time = $2
    where epoch = $3 and ${logIsClear('$4')} returning 1
  ) select expect_rows(count(*), 1) from kept`
