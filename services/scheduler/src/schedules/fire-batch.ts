import {
  findRunAccounts,
  logIsClear,
  query,
  runAll,
  UnitOfWork,
  tables,
  transact,
  type LogGuard,
  type Request,
} from '@pressrun/db'
import {
  isScheduleEvent,
  toInstant,
  type ArticleId,
  type ScheduleEvent,
  type ScheduleId,
  type ScheduleState,
} from '@pressrun/events'
import type pg from 'pg'
import { fireSchedule, type Resolve } from './fire-schedule.ts'
import { firingsMax } from './plan-firings.ts'
import { resolveTemplate } from './resolve-template.ts'

export type FiringOptions = {
  readonly pool: pg.Pool
  readonly guard: LogGuard
  readonly now: () => number
  /** Called with the event of each instant, once it is committed. */
  readonly observe?: (event: ScheduleEvent, scheduleId: ScheduleId) => void
  /** Tasks that one transaction plans, unless a single firing has more. */
  readonly tasksMax?: number
}

/** A scheduler that stalls in the middle of a batch loses its locks after this. */
const stalledAfterMs = 3_000

/** Some 100 ms of work: short enough to keep the locks and not to delay the lanes. */
const tasksMaxDefault = 10_000

const resolving = (): Resolve => {
  const taken = new Set<ArticleId>()
  return (client, schedule) => resolveTemplate(client, schedule, taken)
}

/**
 * Fires due schedules (those named, or up to `limit` of any) in one transaction: the events of each schedule, its runs
 * with their tasks, their snapshots. A schedule locked by another scheduler is skipped, and schedules on time do not
 * wait for those with much to catch up on. What does not fit stays due. Returns the schedules it processed.
 */
export async function fireBatch(
  { pool, guard, now, observe = () => {}, tasksMax = tasksMaxDefault }: FiringOptions,
  limit: number,
  ids: readonly ScheduleId[] | null = null,
  resolve: Resolve = resolving(),
): Promise<ScheduleId[]> {
  const { fired, events } = await transact(pool, async (client) => {
    const nowMs = now()
    const { due, acceptedMs } = await lockDue(client, toInstant(nowMs), limit, ids, guard.checked())
    const accountIds = new Set(due.flatMap((schedule) => schedule.accountIds))
    const accounts = await findRunAccounts(client, [...accountIds], ['platform'])
    const batch = new Batch({ due, nowMs, tasksMax })
    for (const schedule of due) {
      const most = batch.firingsFor(schedule)
      if (most > 0)
        await fireSchedule(client, schedule, {
          nowMs,
          afterMs: acceptedMs,
          most,
          accounts,
          resolve,
          give: (request) => batch.give(schedule, request),
        })
    }
    await batch.write(client)
    return batch
  })
  for (const { event, scheduleId } of events) observe(event, scheduleId)
  return [...fired]
}

type BatchOptions = {
  readonly due: readonly ScheduleState[]
  readonly nowMs: number
  readonly tasksMax: number
}

/** What one transaction will write. */
class Batch {
  readonly events: { readonly event: ScheduleEvent; readonly scheduleId: ScheduleId }[] = []
  readonly fired = new Set<ScheduleId>()
  readonly #unitOfWork: UnitOfWork
  #tasksLeft: number

  constructor({ due, nowMs, tasksMax }: BatchOptions) {
    this.#tasksLeft = tasksMax
    const schedules = new Map(due.map((one) => [one.id, one]))
    this.#unitOfWork = new UnitOfWork({ schedules }, toInstant(nowMs))
  }

  /** How many firings of a schedule still fit; the first of a batch always does. */
  firingsFor({ accountIds }: ScheduleState): number {
    const fitting = Math.max(0, Math.floor(this.#tasksLeft / Math.max(1, accountIds.length)))
    return Math.min(firingsMax, this.fired.size === 0 ? Math.max(1, fitting) : fitting)
  }

  give(
    { id, projectId }: ScheduleState,
    { command, extraStatements = [] }: Omit<Request, 'meta'>,
  ): void {
    this.fired.add(id)
    if (command.type === 'CreateRun') this.#tasksLeft -= command.tasks.length
    const meta = { projectId, actor: 'scheduler', correlationId: id }
    for (const event of this.#unitOfWork.mustDecide({ command, meta, extraStatements }))
      if (isScheduleEvent(event)) this.events.push({ event, scheduleId: id })
  }

  async write(client: pg.ClientBase): Promise<void> {
    if (this.#unitOfWork.isEmpty) return
    // The last of them takes positions of the log, which blocks every other transaction until the commit.
    await runAll(client, this.#unitOfWork.statements())
  }
}

type Due = {
  readonly due: readonly ScheduleState[]
  /** When a restore of the database was last accepted: no catching up on what was due before. */
  readonly acceptedMs: number
}

/** Nothing is due in a log that was restored, or was not checked. */
async function lockDue(
  client: pg.ClientBase,
  now: string,
  limit: number,
  ids: readonly ScheduleId[] | null,
  checked: string,
): Promise<Due> {
  const rows = await query<ScheduleState & { acceptedAt: string | null }>(
    client,
    `select ${tables.schedules.fields}, (select accepted_at from log_guard) as "acceptedAt",
        set_config('idle_in_transaction_session_timeout', '${stalledAfterMs}', true)
      from schedules where next_at <= $1 and ($3::text[] is null or id = any($3))
        and ${logIsClear('$4')}
      order by next_at desc limit $2 for update of schedules skip locked`,
    [now, limit, ids, checked],
  )
  const acceptedAt = rows[0]?.acceptedAt
  return {
    due: rows,
    acceptedMs: acceptedAt ? Date.parse(acceptedAt) : -Infinity,
  }
}
