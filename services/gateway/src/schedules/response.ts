import { readSnapshot } from '@pressrun/db'
import type { ScheduleRow } from '@pressrun/queries'
import { ruleOf } from '@pressrun/time'
import type { z } from 'zod'
import { nextRunsOf } from '../api/cron.ts'
import { shown } from '../api/shown.ts'
import type { Gateway } from '../gateway.ts'
import { schedule } from './schema.ts'

export type ScheduleResponse = z.output<typeof schedule>

export const toSchedule = (row: ScheduleRow, now: number): ScheduleResponse =>
  shown(schedule, {
    ...row,
    state: stateOf(row),
    template: templateOf(row),
    nextRuns: nextRunsOf(firingOf(row), now),
    lastRun: lastRunOf(row),
  })

/** With the whole content, where a list shows its title. */
export async function scheduleResponse(
  { database, now }: Pick<Gateway, 'database' | 'now'>,
  row: ScheduleRow,
): Promise<ScheduleResponse> {
  const response = toSchedule(row, now())
  if (row.template.kind !== 'content') return response
  const content = await readSnapshot(database, row.template.snapshot)
  return { ...response, template: { content: { title: row.template.title, ...content } } }
}

function stateOf({ status, nextAt, failures }: ScheduleRow): ScheduleResponse['state'] {
  if (status === 'paused') return 'paused'
  if (nextAt === null) return 'ended'
  return failures > 0 ? 'failing' : 'active'
}

function templateOf({ template }: ScheduleRow): ScheduleResponse['template'] {
  if (template.kind === 'article') return { articleId: template.articleId }
  if (template.kind === 'source') return { contentSourceId: template.sourceId }
  return { content: { title: template.title } }
}

function firingOf(row: ScheduleRow) {
  const { cron, timeZone, startAt, endAt, nextAt } = row
  const rule = ruleOf({ cron, timeZone, startAt, endAt })
  return { rule, isPaused: row.status === 'paused', nextAt }
}

function lastRunOf(row: ScheduleRow): ScheduleResponse['lastRun'] {
  const { lastRunId: runId, lastNominal: nominalAt, lastFiredAt: firedAt } = row
  return runId && nominalAt && firedAt ? { runId, nominalAt, firedAt } : null
}
