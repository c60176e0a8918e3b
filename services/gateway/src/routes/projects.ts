import { violatedConstraint } from '@pressrun/db'
import {
  createProject,
  findProject,
  listProjects,
  renameProject,
  type ProjectRow,
} from '@pressrun/db/queries'
import { toInstant, type ProjectId } from '@pressrun/events'
import { z } from 'zod'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { mintOf } from '../api/commands.ts'
import { Problem } from '../problems/problem.ts'
import { idParam, ids } from '../api/ids.ts'
import { pageResponse, listOf, pageOf, pageQuery } from '../api/pages.ts'
import { etagOf, expectedVersion, ifMatch } from '../api/versions.ts'

const project = z.object({
  id: ids.project,
  name: z.string(),
  version: z.int(),
  createdAt: z.iso.datetime(),
})

const body = z.strictObject({ name: z.string().trim().min(1).max(200) })
const tags = ['projects']

export function projects(app: App, gateway: Gateway): void {
  const { database } = gateway
  app.route({
    method: 'POST',
    url: '/projects',
    schema: {
      operationId: 'createProject',
      summary: 'Make a project',
      tags,
      body,
      response: { 201: project },
    },
    handler: async (request, reply) => {
      const id = mintOf(request, gateway)('project')
      const created_at = toInstant(gateway.now())
      await createProject(database, { id, ...request.body, created_at }).catch(nameTaken)
      const row = await existing(gateway, id)
      return reply
        .code(201)
        .headers({ location: `/api/v1/projects/${id}`, etag: etagOf(row.version) })
        .send(toProject(row))
    },
  })
  app.route({
    method: 'GET',
    url: '/projects',
    schema: {
      operationId: 'listProjects',
      summary: 'The projects, newest first',
      tags,
      querystring: z.strictObject(pageQuery),
      response: { 200: listOf(project) },
    },
    handler: async ({ query }) =>
      pageResponse(await listProjects(database, pageOf(query, ids.project)), toProject),
  })
  app.route({
    method: 'GET',
    url: '/projects/:id',
    schema: {
      operationId: 'getProject',
      summary: 'A project',
      tags,
      params: idParam(ids.project),
      response: { 200: project },
    },
    handler: async (request, reply) => {
      const row = await existing(gateway, request.params.id)
      return reply.header('etag', etagOf(row.version)).send(toProject(row))
    },
  })
  app.route({
    method: 'PATCH',
    url: '/projects/:id',
    schema: {
      operationId: 'renameProject',
      summary: 'Rename a project',
      tags,
      params: idParam(ids.project),
      headers: ifMatch,
      body,
      response: { 200: project },
    },
    handler: async (request, reply) => {
      const { id } = request.params
      const version = expectedVersion(request.headers['if-match'])
      await existing(gateway, id)
      const row = await renameProject(database, id, request.body.name, version).catch(nameTaken)
      if (!row) throw new Problem('version-mismatch')
      return reply.header('etag', etagOf(row.version)).send(toProject(row))
    },
  })
}

const toProject = ({ created_at, ...row }: ProjectRow) => ({ ...row, createdAt: created_at })

async function existing({ database }: Gateway, id: ProjectId): Promise<ProjectRow> {
  const project = await findProject(database, id)
  if (!project) throw new Problem('project-not-found')
  return project
}

function nameTaken(cause: unknown): never {
  if (violatedConstraint(cause) === 'projects_name_key')
    throw new Problem('project-name-taken', { cause })
  throw cause
}
