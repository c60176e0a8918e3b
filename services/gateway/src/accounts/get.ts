import { etag, idParam, ids, ok, operation } from '../api/index.ts'
import { requireAccount } from './require-account.ts'
import { toAccount } from './response.ts'
import { account } from './schema.ts'

export const getAccount = operation({
  method: 'GET',
  path: '/accounts/:id',
  tag: 'accounts',
  summary: 'An account; never its credentials',
  params: idParam(ids.account),
  responses: { 200: account },
  handler: async (gateway, { params }) => {
    const row = await requireAccount(gateway, params.id)
    return ok(toAccount(row), etag(row))
  },
})
