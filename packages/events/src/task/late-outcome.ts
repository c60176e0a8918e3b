import { accept, nothing, refuse } from '../decision.ts'
import type { TaskDecision } from './decision.ts'
import { identity } from './identity.ts'
import { timing, type RecordOutcome } from './settle.ts'
import type { TaskState, TaskStatus } from './state.ts'

/**
 * The data of a publisher that was given up on: it was stopped or cut off, and somebody else has
 * settled its attempt. That it did publish is proof, whatever was concluded without it; while another
 * attempt is under way, or about an older generation, it is put on record and drives nothing. What else
 * it says is worth nothing by now.
 */
export function afterLateOutcome(command: RecordOutcome, task: TaskState): TaskDecision {
  const { outcome, attempt, generation } = command
  if (outcome.outcome !== 'published') return refuse('stale-attempt')
  const { outcome: _, ...remote } = outcome
  if (isKnown(task, remote.remoteId)) return nothing
  const data = { ...identity(task), attempt, generation, ...timing(command, task), ...remote }
  if (generation === task.generation && !settledElsewhere.has(task.status))
    return accept({ type: 'TaskPublished', data: { ...data, knownBy: 'late-answer' } })
  return accept({ type: 'TaskLateOutcome', data: data })
}

const isKnown = (task: TaskState, remoteId: string | undefined) =>
  task.status === 'published' && task.remoteId === (remoteId ?? null)

const settledElsewhere: ReadonlySet<TaskStatus> = new Set(['running', 'published'])
