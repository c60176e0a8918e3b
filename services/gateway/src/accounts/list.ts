import { listAccounts as list } from '@pressrun/queries'
import { z } from 'zod'
import { ids, listOf, ok, operation, pageOf, pageQuery, pageResponse } from '../api/index.ts'
import { toAccount } from './response.ts'
import { account, states } from './schema.ts'

export const listAccounts = operation({
  method: 'GET',
  path: '/accounts',
  tag: 'accounts',
  summary: 'The accounts, newest first',
  query: z.strictObject({
    ...pageQuery,
    projectId: ids.project.optional(),
    platform: z.string().max(50).optional(),
    state: z.enum(states).optional(),
    name: z.string().max(200).optional(),
  }),
  responses: { 200: listOf(account) },
  handler: async ({ database }, { query }) => {
    const { state: status, ...page } = pageOf(query, ids.account)
    return ok(pageResponse(await list(database, { ...page, status }), toAccount))
  },
})
