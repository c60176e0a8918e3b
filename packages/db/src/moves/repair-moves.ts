import { fold, runIdOf, toInstant, type TaskId, type TaskState } from '@pressrun/events'
import type pg from 'pg'
import { UnitOfWork } from '../commands/unit-of-work.ts'
import { logChannel } from '../log/append.ts'
import { readRunEvents, readStream } from '../log/read.ts'
import { enteringLanes } from '../state/queue.ts'
import { insertRunning } from '../state/running.ts'
import { selectTasksAtRest } from '../state/tasks.ts'
import { query } from '../table/query.ts'
import { selection } from '../table/table.ts'
import { transact } from '../transact.ts'
import { runAll } from '../transaction.ts'
import { decideRepair, type FoundMove } from './decide-repair.ts'
import { moveTableNames, moveTables } from './wanted-move.ts'

export type Repaired = {
  readonly taskId: TaskId
  /** The repair; `differs` when its own row differs from the log, and nothing was touched. */
  readonly what: 'lost-while-waiting' | 'lost-on-its-way' | 'had-others' | 'differs' | 'nothing'
}

/** A publisher may still be at an attempt whose row was lost. */
const attemptsOverAfterMs = 150_000

/** Tasks of a run that share a transaction. */
const tasksMax = 500

/**
 * Repairs tasks whose rows by which they move differ from the log. One that waited waits again. One that was on its
 * way may have gone out: it is unconfirmed, and its platform is asked where possible. None that may have been sent is
 * sent because of this.
 */
export async function repairMoves(
  pool: pg.Pool,
  taskIds: readonly TaskId[],
  now: number,
): Promise<Repaired[]> {
  const repaired: Repaired[] = []
  for (const ids of Map.groupBy(taskIds, runIdOf).values())
    for (let from = 0; from < ids.length; from += tasksMax) {
      const some = ids.slice(from, from + tasksMax)
      repaired.push(...(await transact(pool, (client) => repairSome(client, some, now))))
    }
  return repaired
}

/** Tasks of one run. Every change of one that moves changes its row, or the one that is locked here. */
async function repairSome(
  client: pg.ClientBase,
  ids: readonly TaskId[],
  now: number,
): Promise<Repaired[]> {
  await client.query(lockDispatcher)
  const rests = await lockAtRest(client, ids)
  const found = await readMoves(client, ids)
  const logged = await foldTasks(client, ids)
  const foundThen = await readMoves(client, ids)
  const repaired: Repaired[] = []
  for (const taskId of ids) {
    const [state, rest, moves = []] = [logged.get(taskId), rests.get(taskId), found.get(taskId)]
    const isSettled = JSON.stringify(moves) === JSON.stringify(foundThen.get(taskId) ?? [])
    const what =
      !state || !rest
        ? 'differs'
        : isSettled
          ? await repair(client, state, rest, moves, now)
          : 'nothing'
    repaired.push({ taskId, what })
  }
  if (repaired.some(({ what }) => what === 'lost-while-waiting')) await client.query(haveRowsRead)
  return repaired
}

/** A pass takes the rows in this order, too: first the dispatcher's, then those of tasks. */
const lockDispatcher = 'select from dispatcher for no key update'

/** No event says what waits again. In the next epoch the dispatcher reads anew what waits. */
const haveRowsRead = `with next as (update dispatcher set epoch = epoch + 1 where epoch < 1e15)
  select pg_notify('${logChannel}', '')`

async function repair(
  client: pg.ClientBase,
  logged: TaskState,
  rest: TaskState,
  found: readonly FoundMove[],
  now: number,
): Promise<Repaired['what']> {
  const decided = decideRepair(logged, rest, found, toInstant(now))
  if (decided.kind === 'differs') return 'differs'
  for (const { table, ctid } of decided.remove)
    await client.query(`delete from ${table} where ctid = $1::tid and task_id = $2`, [
      ctid,
      logged.id,
    ])
  switch (decided.lost) {
    case 'waiting':
      await client.query(waitAgain, [logged.id])
      return 'lost-while-waiting'
    case 'on-its-way':
      await endInDoubt(client, logged, now)
      return 'lost-on-its-way'
    default:
      return decided.remove.length > 0 ? 'had-others' : 'nothing'
  }
}

const waitAgain = `with changed as (select * from tasks where id = $1), ${enteringLanes} select`

async function lockAtRest(
  client: pg.ClientBase,
  ids: readonly TaskId[],
): Promise<ReadonlyMap<TaskId, TaskState>> {
  const rests = await query<TaskState>(client, selectTasksAtRest, [ids])
  return new Map(rests.map((rest) => [rest.id, rest]))
}

async function readMoves(
  client: pg.ClientBase,
  ids: readonly TaskId[],
): Promise<ReadonlyMap<TaskId, FoundMove[]>> {
  const found: FoundMove[] = []
  for (const table of moveTableNames) {
    const rows = await query<{ ctid: string }>(
      client,
      `select ctid, ${selection(moveTables[table].columns)} from ${table}
        where task_id = any($1::text[]) order by ctid`,
      [ids],
    )
    found.push(...rows.map(({ ctid, ...row }) => ({ table, ctid, row })))
  }
  return Map.groupBy(found, ({ row }) => row['taskId'] as TaskId)
}

/** Their states by the log: their run has planned and queued them. */
async function foldTasks(
  client: pg.ClientBase,
  ids: readonly TaskId[],
): Promise<ReadonlyMap<TaskId, TaskState>> {
  const [first] = ids
  if (!first) return new Map()
  const runId = runIdOf(first)
  const events =
    ids.length > 1
      ? await readRunEvents(client, runId, 0)
      : [...(await readStream(client, runId)), ...(await readStream(client, first))]
  return fold(events.toSorted((a, b) => a.position - b.position)).tasks
}

/** The row is restored as the log has it, and its attempt is ended, in one transaction. */
async function endInDoubt(client: pg.ClientBase, task: TaskState, now: number): Promise<void> {
  await runAll(client, [insertRunning([task])])
  const unitOfWork = new UnitOfWork({ tasks: new Map([[task.id, task]]) }, toInstant(now))
  unitOfWork.mustDecide({
    command: {
      type: 'DoubtTask',
      taskId: task.id,
      since: task.attemptAt ?? toInstant(now),
      nextCheckAt: toInstant(now + attemptsOverAfterMs),
      error: rowLost,
    },
    meta: { projectId: task.projectId, actor: 'mender' },
  })
  await runAll(client, unitOfWork.statements())
}

const rowLost = {
  class: 'unknown',
  code: 'row-lost',
  message: 'The row by which it was on its way was lost: it may have been published.',
} as const
