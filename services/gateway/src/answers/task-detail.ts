import { readStream, type Database, type TaskRow } from '@pressrun/db'
import { findTaskSurroundings } from '@pressrun/db/queries'
import type { Instant, RecordedEvent } from '@pressrun/events'
import type { z } from 'zod'
import type { taskDetail } from '../schemas/task.ts'
import { blockedOn } from '../tasks/blocked-on.ts'
import { attemptsOf } from '../tasks/task-history.ts'
import { toTask } from './task.ts'

type TaskDetail = z.output<typeof taskDetail>

export async function toTaskDetail(
  row: TaskRow,
  database: Database,
  now: Instant,
): Promise<TaskDetail> {
  const [history, around] = await Promise.all([
    readStream(database.pool, row.id),
    findTaskSurroundings(database, row.id),
  ])
  const { status, attempt, eligible_at: eligibleAt } = row
  const waiting = { status, attempt, eligibleAt, hasFailed: row.error !== null }
  const block = around && blockedOn(waiting, around, Date.parse(now))
  return {
    ...toTask(row),
    ...(block ? { blockedOn: block } : {}),
    eligibleAt,
    attempts: attemptsOf(history),
    events: history.map(toTaskEvent),
  }
}

const toTaskEvent = ({ position, type, recordedAt, meta, data }: RecordedEvent) => ({
  position,
  type,
  at: recordedAt,
  actor: meta.actor,
  data: { ...data },
})
