import { readStream } from '@pressrun/db'
import type { RecordedEvent, TaskState } from '@pressrun/events'
import type { z } from 'zod'
import type { taskDetail } from './schema.ts'
import { findBlocks, type ReadContext } from './find-blocks.ts'
import { attemptsOf } from './task-history.ts'
import { toTask } from './response.ts'

type TaskDetail = z.output<typeof taskDetail>

export async function toTaskDetail(context: ReadContext, row: TaskState): Promise<TaskDetail> {
  const [history, blocks] = await Promise.all([
    readStream(context.database.pool, row.id),
    findBlocks(context, [row]),
  ])
  return {
    ...toTask(row, blocks),
    eligibleAt: row.notBefore ?? row.nextCheckAt,
    inDoubt: row.inDoubt,
    checks: row.checks,
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
