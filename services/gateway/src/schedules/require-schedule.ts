import { findSchedule, type ScheduleRow } from '@pressrun/queries'
import type { ScheduleId } from '@pressrun/events'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'

export async function requireSchedule({ database }: Gateway, id: ScheduleId): Promise<ScheduleRow> {
  const schedule = await findSchedule(database, id)
  if (!schedule) throw new Problem('schedule-not-found')
  return schedule
}
