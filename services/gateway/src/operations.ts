import type { Operation } from './api/operation.ts'
import { changeSchedule } from './schedules/change.ts'
import { createSchedule } from './schedules/create.ts'
import { deleteSchedule } from './schedules/delete.ts'
import { getSchedule } from './schedules/get.ts'
import { listSchedules } from './schedules/list.ts'
import { pauseSchedule } from './schedules/pause.ts'
import { resumeSchedule } from './schedules/resume.ts'

/** Every operation of the API by its id in the OpenAPI document. Each has a file of its own. */
export const operations: Readonly<Record<string, Operation>> = {
  createSchedule,
  listSchedules,
  getSchedule,
  changeSchedule,
  deleteSchedule,
  pauseSchedule,
  resumeSchedule,
}
