import { listProjects as list } from '@pressrun/queries'
import { z } from 'zod'
import { ids, listOf, ok, operation, pageOf, pageQuery, pageResponse } from '../api/index.ts'
import { project } from './schema.ts'

export const listProjects = operation({
  method: 'GET',
  path: '/projects',
  tag: 'projects',
  summary: 'The projects, newest first',
  query: z.strictObject(pageQuery),
  responses: { 200: listOf(project) },
  handler: async ({ database }, { query }) =>
    ok(pageResponse(await list(database, pageOf(query, ids.project)), (row) => row)),
})
