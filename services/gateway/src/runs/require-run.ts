import { findProjectOfRun, findRunWithTasks, type RunWithTasks } from '@pressrun/queries'
import type { ProjectId, RunId } from '@pressrun/events'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'
import { tasksInlineMax } from './schema.ts'

export async function requireRun({ database }: Gateway, id: RunId): Promise<RunWithTasks> {
  const run = await findRunWithTasks(database.pool, id, tasksInlineMax)
  if (!run) throw new Problem('run-not-found')
  return run
}

/** The project of a run, for the events of a command. */
export async function projectOfRun({ database }: Gateway, id: RunId): Promise<ProjectId> {
  const projectId = await findProjectOfRun(database, id)
  if (!projectId) throw new Problem('run-not-found')
  return projectId
}
