import { emptyStates, firingRunId, Stage, toQuery, toScheduleState, transact } from '@pressrun/db'
import type { Schema } from '@pressrun/db'
import {
  isScheduleEvent,
  toInstant,
  type AccountId,
  type ArticleId,
  type Command,
  type MintId,
  type RunId,
  type ScheduleEvent,
  type ScheduleId,
  type ScheduleState,
} from '@pressrun/events'
import type pg from 'pg'
import { firingCommands, skipped, type Instance, type Platforms } from './firing-commands.ts'
import { planFirings } from './plan-firings.ts'
import { resolveTemplate, type Resolved } from './resolve-template.ts'

export type FiringOptions = {
  readonly pool: pg.Pool
  readonly mint: MintId
  readonly now: () => number
  /** Called with what came of each instant, once it is committed. */
  readonly observe?: (event: ScheduleEvent, scheduleId: ScheduleId) => void
}

type Row = Schema['schedules']

/** A scheduler that is stopped in the middle of it loses its turn after this. */
const stalledAfterMs = 3_000

/** Decides what one due schedule comes to; the real one, or one that says that it failed. */
export type Resolve = (client: pg.ClientBase, schedule: ScheduleState) => Promise<Resolved>

export const resolving = (): Resolve => {
  const taken = new Set<ArticleId>()
  return (client, { template }) => resolveTemplate(client, template, taken)
}

/**
 * Fires the schedules that are due (those named, or up to `limit` of any) in one transaction: the word
 * of each schedule, its runs with their tasks, their snapshots. A schedule that another scheduler is at
 * is passed over, and those that are on time do not wait for those that have much to catch up on.
 * Answers which schedules it took on.
 */
export async function fireBatch(
  { pool, mint, now, observe = () => {} }: FiringOptions,
  limit: number,
  ids: readonly ScheduleId[] | null = null,
  resolve: Resolve = resolving(),
): Promise<ScheduleId[]> {
  const events: { event: ScheduleEvent; scheduleId: ScheduleId }[] = []
  const taken = await transact(pool, async (client) => {
    const nowMs = now()
    const schedules = (await lockDue(client, toInstant(nowMs), limit, ids)).map(toScheduleState)
    if (schedules.length === 0) return []
    const platforms = await findPlatforms(client, schedules)
    const states = { ...emptyStates(), schedules: new Map(schedules.map((one) => [one.id, one])) }
    const stage = new Stage(states, mint, toInstant(nowMs))
    for (const schedule of schedules) {
      const give = (command: Command, resolved?: Resolved) => {
        const decided = stage.mustDecide({
          command,
          meta: { projectId: schedule.projectId, actor: 'scheduler', correlationId: schedule.id },
          alongside: resolved?.kind === 'content' && resolved.keep ? [resolved.keep] : [],
        })
        for (const event of decided)
          if (isScheduleEvent(event)) events.push({ event, scheduleId: schedule.id })
      }
      await fire(client, schedule, { nowMs, platforms, mint, resolve, give })
    }
    if (!stage.isEmpty)
      // The last of them takes positions of the log, which nobody else can until the commit.
      await Promise.all(stage.statements().map((statement) => client.query(toQuery(statement))))
    return schedules.map(({ id }) => id)
  })
  for (const { event, scheduleId } of events) observe(event, scheduleId)
  return taken
}

type Firing = {
  readonly nowMs: number
  readonly platforms: Platforms
  readonly mint: MintId
  readonly resolve: Resolve
  readonly give: (command: Command, resolved?: Resolved) => void
}

async function fire(
  client: pg.ClientBase,
  schedule: ScheduleState,
  { nowMs, platforms, mint, resolve, give }: Firing,
): Promise<void> {
  if (schedule.nextAt === null) return
  const plan = planFirings(schedule, Date.parse(schedule.nextAt), nowMs)
  const followedBy = (i: number) => plan.fire[i] ?? plan.nextMs
  if (plan.skip)
    give({
      type: 'SkipFirings',
      scheduleId: schedule.id,
      nominal: schedule.nextAt,
      until: toInstant(plan.skip.untilMs),
      count: plan.skip.count,
      reason: 'missed',
      nextAt: instantOrNull(followedBy(0)),
    })
  const fired = await alreadyFired(client, schedule, plan.fire)
  for (const [i, nominalMs] of plan.fire.entries()) {
    const instance: Instance = { schedule, nominalMs, nextMs: followedBy(i + 1), now: nowMs }
    if (fired.has(firingRunId(schedule.id, toInstant(nominalMs)))) {
      give(skipped(instance, 'already-fired'))
      continue
    }
    const resolved = await resolve(client, schedule)
    for (const command of firingCommands(instance, resolved, platforms, mint))
      give(command, resolved)
  }
}

const instantOrNull = (ms: number | null) => (ms === null ? null : toInstant(ms))

async function lockDue(
  client: pg.ClientBase,
  now: string,
  limit: number,
  ids: readonly ScheduleId[] | null,
): Promise<Row[]> {
  const { rows } = await client.query<Row>({
    name: 'due-schedules',
    text: `select schedules.*,
        set_config('idle_in_transaction_session_timeout', '${stalledAfterMs}', true)
      from schedules where next_at <= $1 and ($3::text[] is null or id = any($3))
      order by next_at desc limit $2 for update skip locked`,
    values: [now, limit, ids],
  })
  return rows
}

/** The clock was set back, or the rule was changed to what it was. */
async function alreadyFired(
  client: pg.ClientBase,
  { id }: ScheduleState,
  instants: readonly number[],
): Promise<ReadonlySet<RunId>> {
  const runIds = instants.map((nominalMs) => firingRunId(id, toInstant(nominalMs)))
  const { rows } = await client.query<{ id: RunId }>({
    name: 'runs-of-firings',
    text: 'select id from runs where id = any($1::text[])',
    values: [runIds],
  })
  return new Set(rows.map((row) => row.id))
}

async function findPlatforms(
  client: pg.ClientBase,
  schedules: readonly ScheduleState[],
): Promise<Platforms> {
  const ids = new Set(schedules.flatMap(({ accountIds }) => accountIds))
  const { rows } = await client.query<{ id: AccountId; platform: string }>({
    name: 'platforms-of-accounts',
    text: `select id, platform from accounts where id = any($1::text[]) and status <> 'removed'`,
    values: [[...ids]],
  })
  return new Map(rows.map((row) => [row.id, row.platform]))
}
