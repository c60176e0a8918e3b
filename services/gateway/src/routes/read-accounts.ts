import { listAccounts } from '@pressrun/db/queries'
import { z } from 'zod'
import { existingAccount } from '../accounts/existing.ts'
import { toAccount } from '../answers/account.ts'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { account, states } from '../schemas/account.ts'
import { idParam, ids } from '../api/ids.ts'
import { pageResponse, listOf, pageOf, pageQuery } from '../api/pages.ts'
import { etagOf } from '../api/versions.ts'

const query = z.strictObject({
  ...pageQuery,
  projectId: ids.project.optional(),
  platform: z.string().max(50).optional(),
  state: z.enum(states).optional(),
  name: z.string().max(200).optional(),
})
const tags = ['accounts']

export function readAccounts(app: App, gateway: Gateway): void {
  app.route({
    method: 'GET',
    url: '/accounts',
    schema: {
      operationId: 'listAccounts',
      summary: 'The accounts, newest first',
      tags,
      querystring: query,
      response: { 200: listOf(account) },
    },
    handler: async (request) => {
      const { limit, cursor, state: status, ...filter } = request.query
      const page = pageOf({ limit, cursor }, ids.account)
      return pageResponse(
        await listAccounts(gateway.database, { ...page, ...filter, status }),
        toAccount,
      )
    },
  })
  app.route({
    method: 'GET',
    url: '/accounts/:id',
    schema: {
      operationId: 'getAccount',
      summary: 'An account; never its credentials',
      tags,
      params: idParam(ids.account),
      response: { 200: account },
    },
    handler: async (request, reply) => {
      const row = await existingAccount(gateway, request.params.id)
      return reply.header('etag', etagOf(row.version)).send(toAccount(row))
    },
  })
}
