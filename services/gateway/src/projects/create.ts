import { createProject as create } from '@pressrun/queries'
import { toInstant } from '@pressrun/events'
import { created, etag, newIdOf, operation } from '../api/index.ts'
import { ifViolated } from '../problems/catching.ts'
import { requireProject } from './require-project.ts'
import { project, projectBody } from './schema.ts'

export const createProject = operation({
  method: 'POST',
  path: '/projects',
  tag: 'projects',
  summary: 'Make a project',
  body: projectBody,
  responses: { 201: project },
  handler: async (gateway, request) => {
    const id = newIdOf(request, gateway)('project')
    const createdAt = toInstant(gateway.now())
    await create(gateway.database, { id, ...request.body, createdAt }).catch(
      ifViolated('projects_name_key', 'project-name-taken'),
    )
    const row = await requireProject(gateway, id)
    return created(`/projects/${id}`, row, etag(row))
  },
})
