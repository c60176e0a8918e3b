import { accept, nothing, refuse } from '../decision.ts'
import type { TaskDecision } from './decision.ts'
import { identity } from './identity.ts'
import { timing, type RecordOutcome } from './settle.ts'
import type { TaskState, TaskStatus } from './state.ts'

/**
 * The result of a publisher that was given up: it was stopped or cut off, and its attempt has been settled without it.
 * A publication is proof and overrides any earlier conclusion; while another attempt is under way, or about an older
 * generation, it is recorded and drives nothing. Any other late result is worthless.
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
