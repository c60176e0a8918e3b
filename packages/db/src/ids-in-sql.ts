/** SQL: whether a task is of a run, written so that the primary key finds its tasks as one range. */
export const isTaskOf = (taskId: string, runId: string): string =>
  `${taskId} between ${idIn(runId, '0000')} and ${idIn(runId, 'zzzz')}`

const idIn = (runId: string, place: string) => `('task_' || substr(${runId}, 5, 22) || '${place}')`

/** SQL: the run of a task. */
export const runOfTask = (taskId: string): string =>
  `('run_' || substr(${taskId}, 6, 22) || '0000')`
