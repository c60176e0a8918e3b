import { Problem } from '../problems/problem.ts'

/** Tasks of one batch: they are stored and judged while its caller waits. */
export const batchTasksMax = 200_000

export const tooManyTasks = (): Problem =>
  new Problem('too-many-tasks', {
    detail: `A batch takes ${batchTasksMax} tasks at most: narrow the filter, for example by runId or createdAfter and createdBefore.`,
  })
