import {
  decideRun,
  taskIdsOf,
  toInstant,
  type EventMeta,
  type RescheduleRun,
  type RunId,
  type RunRefusal,
  type TaskId,
  type TaskState,
  type TaskStatus,
} from '@pressrun/events'
import type pg from 'pg'
import { planByKey, runAll } from '../transaction.ts'
import { query, type Statement } from '../table/query.ts'
import { transact } from '../transact.ts'
import { retryConflicts } from '../retry-conflicts.ts'
import { UnitOfWork } from './unit-of-work.ts'
import { loadStates, type States } from './states.ts'

type RescheduledTask = {
  readonly taskId: TaskId
  /** `too-late`: it is on its way, may be visible, or is over; it keeps its time. */
  readonly result: 'moved' | 'too-late'
}

export type Rescheduled =
  | { readonly kind: 'rescheduled'; readonly tasks: readonly RescheduledTask[] }
  | { readonly kind: 'refused'; readonly reason: RunRefusal }

export type RescheduleOptions = {
  readonly pool: pg.Pool
  readonly now: () => number
}

/** A task with another status is on its way or over. */
const movableStatuses: readonly TaskStatus[] = ['planned', 'queued', 'held']

/**
 * Moves a run to another time: the run and all of its tasks that are not on their way, in one transaction, so that no
 * task ever goes out at the old time after a response gave another. When all of them are on their way, the run stays
 * as it was.
 */
export function rescheduleRun(
  options: RescheduleOptions,
  command: RescheduleRun,
  meta: EventMeta,
): Promise<Rescheduled> {
  return retryConflicts(async () => {
    // Decided before any task is locked: a scheduler that is to send one of them waits for the rest.
    const early = await decideMove(options, options.pool, command, meta)
    return transact(options.pool, (client) => move(options, client, early, command, meta))
  })
}

type Decided = {
  readonly answer: Rescheduled
  readonly states: States['tasks']
  readonly statements: readonly Statement[]
}

async function move(
  options: RescheduleOptions,
  client: pg.ClientBase,
  early: Decided,
  command: RescheduleRun,
  meta: EventMeta,
): Promise<Rescheduled> {
  const locked = await lockTasks(client, command.runId)
  const isSame =
    locked.length === early.states.size && locked.every((row) => isAsKnown(row, early.states))
  const { answer, statements } = isSame ? early : await decideMove(options, client, command, meta)
  // The last of them takes positions of the log, so no other transaction can until the commit.
  await runAll(client, statements)
  return answer
}

async function decideMove(
  { now }: RescheduleOptions,
  client: pg.Pool | pg.ClientBase,
  command: RescheduleRun,
  meta: EventMeta,
): Promise<Decided> {
  const { runId, scheduledAt: dueAt } = command
  const nowMs = now()
  const all = await listTasks(client, runId)
  const moves = all.flatMap(({ id: taskId, status }) =>
    movableStatuses.includes(status)
      ? ({ type: 'RescheduleTask', taskId, dueAt, now: nowMs } as const)
      : [],
  )
  const states = await loadStates(client, [command, ...moves])
  const known = new Map(states.tasks)
  const decision = decideRun(command, states.runs.get(runId) ?? null)
  if (decision.kind === 'refused') return { answer: decision, states: known, statements: [] }
  const unitOfWork = new UnitOfWork(states, toInstant(nowMs))
  const moved = new Set<TaskId>()
  for (const moving of moves)
    if (unitOfWork.decide({ command: moving, meta }).kind !== 'refused') moved.add(moving.taskId)
  if (moved.size > 0) unitOfWork.mustDecide({ command, meta })
  const tasks = all.map(({ id: taskId }): RescheduledTask => ({
    taskId,
    result: moved.has(taskId) ? 'moved' : 'too-late',
  }))
  return {
    answer: { kind: 'rescheduled', tasks },
    states: known,
    statements: unitOfWork.isEmpty ? [] : unitOfWork.statements(),
  }
}

type TaskOfRun = Pick<TaskState, 'id' | 'status' | 'version'>

/** The start of a run changes the status of its tasks, but not their versions. */
function isAsKnown({ id, status, version }: TaskOfRun, states: States['tasks']): boolean {
  const known = states.get(id)
  return known?.version === version && known.status === status
}

function listTasks(client: pg.Pool | pg.ClientBase, runId: RunId): Promise<TaskOfRun[]> {
  return query<TaskOfRun>(
    client,
    'select id, status, version from task_states where id > $1 and id <= $2 order by id',
    rangeOf(runId),
  )
}

/**
 * Only what can still be moved: outcomes are written meanwhile. A scheduler that is to send one of them waits, and
 * then finds it moved. Tasks it sent earlier are not among them.
 */
async function lockTasks(client: pg.ClientBase, runId: RunId): Promise<TaskOfRun[]> {
  const [, ...locked] = await Promise.all([
    client.query(planByKey),
    ...locks.map((lock) => query<TaskOfRun>(client, lock, rangeOf(runId))),
  ])
  return locked.flat()
}

const rangeOf = (runId: RunId) => {
  const { first, last } = taskIdsOf(runId)
  return [first, last]
}

const inLane = (table: string, place: string) => `
  select tasks.id, 'queued' as status, moves.version from tasks cross join lateral (
    select version from ${table} where ${place} offset 0 for update) moves
  where tasks.id > $1 and tasks.id <= $2 and status = 'queued'`

/** By the rows whose deletion would move them, or at rest. */
const locks = [
  inLane(
    'queue',
    `account_id = tasks.account_id and priority = tasks.priority and due_at = tasks.due_at
      and task_id = tasks.id`,
  ),
  inLane('timed', 'not_before = tasks.not_before and task_id = tasks.id'),
  `select id, status, version from tasks
    where id > $1 and id <= $2 and status in ('planned', 'held') for update`,
]
