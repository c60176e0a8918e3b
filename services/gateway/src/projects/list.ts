import { listProjects as list } from '@pressrun/queries'
import { z } from 'zod'
import { ids } from '../api/ids.ts'
import { operation } from '../api/operation.ts'
import { listOf, pageOf, pageQuery, pageResponse } from '../api/pages.ts'
import { ok } from '../api/responses.ts'
import { toProject } from './response.ts'
import { project } from './schema.ts'

export const listProjects = operation({
  method: 'GET',
  path: '/projects',
  tag: 'projects',
  summary: 'The projects, newest first',
  query: z.strictObject(pageQuery),
  responses: { 200: listOf(project) },
  handler: async ({ database }, { query }) =>
    ok(pageResponse(await list(database, pageOf(query, ids.project)), toProject)),
})
