import { accept, nothing, refuse, unreachable } from '../decision.ts'
import type { TaskId } from '../ids.ts'
import { toInstant, type Instant } from '../time.ts'
import type { TaskDecision } from './decision.ts'
import { identity } from './identity.ts'
import type { TaskState } from './state.ts'

export type RescheduleTask = {
  readonly type: 'RescheduleTask'
  readonly taskId: TaskId
  readonly dueAt: Instant
  readonly now: number
}

/**
 * Moves a task that has not gone out. It is too late for a task in doubt, of which an attempt may be visible, and for
 * one that is on its way or over. A planned task gets its time when its run starts.
 */
export function reschedule({ dueAt: asked, now }: RescheduleTask, task: TaskState): TaskDecision {
  switch (task.status) {
    case 'planned':
      return nothing
    case 'queued':
    case 'held': {
      if (task.inDoubt) return refuse('task-in-flight')
      const dueAt = Date.parse(asked) > now ? asked : toInstant(now)
      if (task.dueAt === dueAt && task.notBefore === dueAt) return nothing
      return accept({ type: 'TaskRescheduled', data: { ...identity(task), dueAt } })
    }
    case 'running':
      return refuse('task-in-flight')
    case 'published':
    case 'failed':
    case 'unconfirmed':
    case 'cancelled':
      return refuse('task-over')
    default:
      return unreachable(task)
  }
}
