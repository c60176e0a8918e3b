import { etag, idParam, ids, ok, operation } from '../api/index.ts'
import { requireProject } from './require-project.ts'
import { project } from './schema.ts'

export const getProject = operation({
  method: 'GET',
  path: '/projects/:id',
  tag: 'projects',
  summary: 'A project',
  params: idParam(ids.project),
  responses: { 200: project },
  handler: async (gateway, { params }) => {
    const row = await requireProject(gateway, params.id)
    return ok(row, etag(row))
  },
})
