import type { TaskState } from './state.ts'

/** The task's identity, which each of its events repeats. */
export const identity = (
  task: Pick<TaskState, 'runId' | 'accountId' | 'platform' | 'attempt' | 'generation'>,
) => ({
  runId: task.runId,
  accountId: task.accountId,
  platform: task.platform,
  attempt: task.attempt,
  generation: task.generation,
})
