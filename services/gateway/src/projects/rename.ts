import { renameProject as rename } from '@pressrun/queries'
import { etag, expectedVersion, idParam, ids, ifMatch, ok, operation } from '../api/index.ts'
import { ifViolated } from '../problems/catching.ts'
import { Problem } from '../problems/problem.ts'
import { requireProject } from './require-project.ts'
import { project, projectBody } from './schema.ts'

export const renameProject = operation({
  method: 'PATCH',
  path: '/projects/:id',
  tag: 'projects',
  summary: 'Rename a project',
  params: idParam(ids.project),
  headers: ifMatch,
  body: projectBody,
  responses: { 200: project },
  handler: async (gateway, { params, headers, body }) => {
    const version = expectedVersion(headers['if-match'])
    await requireProject(gateway, params.id)
    const row = await rename(gateway.database, params.id, body.name, version).catch(
      ifViolated('projects_name_key', 'project-name-taken'),
    )
    if (!row) throw new Problem('version-mismatch')
    return ok(row, etag(row))
  },
})
