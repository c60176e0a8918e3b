import {
  decideRun,
  toInstant,
  type EventMeta,
  type MintId,
  type RescheduleRun,
  type RunId,
  type RunRefusal,
  type TaskId,
} from '@pressrun/events'
import type pg from 'pg'
import { toQuery } from '../transaction.ts'
import { transact } from '../transact.ts'
import { isConflict } from './failures.ts'
import { Stage } from './stage.ts'
import { loadStates } from './states.ts'

export type RescheduledTask = {
  readonly taskId: TaskId
  /** `too-late`: it is on its way, may be visible, or is over; it keeps its time. */
  readonly result: 'moved' | 'too-late'
}

export type Rescheduled =
  | { readonly kind: 'rescheduled'; readonly tasks: readonly RescheduledTask[] }
  | { readonly kind: 'refused'; readonly reason: RunRefusal }

export type RescheduleOptions = {
  readonly pool: pg.Pool
  readonly mint: MintId
  readonly now: () => number
}

/** Somebody is at the tasks of the run all the time: then this many tries in a row are enough. */
const conflictsMax = 10

/**
 * Moves a run to another time: the run and all of its tasks that are not on their way, in one
 * transaction, so that no task ever goes out at the old time once somebody was told otherwise. When all
 * of them are on their way, the run stays as it was.
 */
export async function rescheduleRun(
  options: RescheduleOptions,
  command: RescheduleRun,
  meta: EventMeta,
): Promise<Rescheduled> {
  for (let conflicts = 0; ; conflicts++) {
    try {
      return await transact(options.pool, (client) => move(options, client, command, meta))
    } catch (cause) {
      if (!isConflict(cause) || conflicts >= conflictsMax) throw cause
    }
  }
}

async function move(
  { mint, now }: RescheduleOptions,
  client: pg.ClientBase,
  command: RescheduleRun,
  meta: EventMeta,
): Promise<Rescheduled> {
  const { runId, scheduledAt: dueAt } = command
  const nowMs = now()
  const moves = (await lockTasks(client, runId)).map(
    (taskId) => ({ type: 'RescheduleTask', taskId, dueAt, now: nowMs }) as const,
  )
  const states = await loadStates(client, [command, ...moves])
  const decision = decideRun(command, states.runs.get(runId) ?? null)
  if (decision.kind === 'refused') return decision
  const stage = new Stage(states, mint, toInstant(nowMs))
  const tasks = moves.map((moving): RescheduledTask => {
    const { kind } = stage.decide({ command: moving, meta })
    return { taskId: moving.taskId, result: kind === 'refused' ? 'too-late' : 'moved' }
  })
  if (tasks.some(({ result }) => result === 'moved')) stage.mustDecide({ command, meta })
  if (!stage.isEmpty)
    // The last of them takes positions of the log, which nobody else can until the commit.
    await Promise.all(stage.statements().map((statement) => client.query(toQuery(statement))))
  return { kind: 'rescheduled', tasks }
}

/** A scheduler that wants to send one of them meanwhile waits, and then finds that it was moved. */
async function lockTasks(client: pg.ClientBase, runId: RunId): Promise<TaskId[]> {
  const { rows } = await client.query<{ id: TaskId }>({
    name: 'lock-tasks-of-run',
    text: 'select id from tasks where run_id = $1 order by ordinal for update',
    values: [runId],
  })
  return rows.map((row) => row.id)
}
