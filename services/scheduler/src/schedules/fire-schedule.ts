import { query, type Request } from '@pressrun/db'
import { firingRunId } from './firing-run-id.ts'
import { toInstant, type RunId, type ScheduleState } from '@pressrun/events'
import type pg from 'pg'
import { firingCommands, skipped, type Instance, type Accounts } from './firing-commands.ts'
import { planFirings } from './plan-firings.ts'
import type { Resolved } from './resolve-template.ts'

/** Resolves what one due schedule publishes; a substitute may report a failure instead. */
export type Resolve = (client: pg.ClientBase, schedule: ScheduleState) => Promise<Resolved>

export type Firing = {
  readonly nowMs: number
  /** What was due until then is skipped, whatever the schedule's catch-up policy. */
  readonly afterMs: number
  /** How many instants may fire now. */
  readonly most: number
  readonly accounts: Accounts
  readonly resolve: Resolve
  readonly give: (request: Omit<Request, 'meta'>) => void
}

/** Passes the commands for the instants of a due schedule to `give`, skipped ones first. */
export async function fireSchedule(
  client: pg.ClientBase,
  schedule: ScheduleState,
  { nowMs, afterMs, most, accounts, resolve, give }: Firing,
): Promise<void> {
  if (schedule.nextAt === null) return
  const promisedMs = Date.parse(schedule.nextAt)
  const plan = planFirings(schedule, promisedMs, nowMs, { most, afterMs })
  const followedBy = (i: number) => plan.fire[i] ?? plan.nextMs
  if (plan.skip) {
    const { untilMs, count } = plan.skip
    give({
      command: {
        type: 'SkipFirings',
        scheduleId: schedule.id,
        nominal: schedule.nextAt,
        until: toInstant(untilMs),
        count,
        reason: 'missed',
        nextAt: instantOrNull(followedBy(0)),
      },
    })
  }
  // A removed account receives nothing, and nothing is recorded for it.
  const remaining = schedule.accountIds.filter((id) => accounts.has(id))
  const fired = await alreadyFired(client, schedule, plan.fire)
  for (const [i, nominalMs] of plan.fire.entries()) {
    const instance: Instance = { schedule, nominalMs, nextMs: followedBy(i + 1), now: nowMs }
    if (fired.has(firingRunId(schedule.id, toInstant(nominalMs)))) {
      give({ command: skipped(instance, 'already-fired') })
      continue
    }
    const resolved = await resolve(client, { ...schedule, accountIds: remaining })
    const keep = resolved.kind === 'content' && resolved.keep ? [resolved.keep] : []
    for (const command of firingCommands(instance, resolved, accounts))
      give({ command, extraStatements: command.type === 'CreateRun' ? keep : [] })
  }
}

const instantOrNull = (ms: number | null) => (ms === null ? null : toInstant(ms))

/** The clock was set back, or the rule was changed back. */
async function alreadyFired(
  client: pg.ClientBase,
  { id }: ScheduleState,
  instants: readonly number[],
): Promise<ReadonlySet<RunId>> {
  const runIds = instants.map((nominalMs) => firingRunId(id, toInstant(nominalMs)))
  const rows = await query<{ id: RunId }>(
    client,
    'select id from runs where id = any($1::text[])',
    [runIds],
  )
  return new Set(rows.map((row) => row.id))
}
