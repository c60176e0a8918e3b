import { findProject, type ProjectRow } from '@pressrun/queries'
import { defaultProjectId, type ProjectId } from '@pressrun/events'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'

export async function requireProject({ database }: Gateway, id: ProjectId): Promise<ProjectRow> {
  const project = await findProject(database, id)
  if (!project) throw new Problem('project-not-found')
  return project
}

/** The project named in a body, or the default one. An unknown one is an error of the body: 400. */
export async function namedProject(
  { database }: Gateway,
  id: ProjectId | undefined,
): Promise<ProjectId> {
  if (id === undefined || id === defaultProjectId) return defaultProjectId
  if (await findProject(database, id)) return id
  const message = 'There is no such project.'
  throw new Problem('project-not-found', {
    status: 400,
    details: [{ path: 'projectId', code: 'project-not-found', message }],
  })
}
