import { emptyBody, execute, idParam, ids, metaOf, ok, operation } from '../api/index.ts'
import { requireAccount } from './require-account.ts'
import { toAccount } from './response.ts'
import { account } from './schema.ts'

export const pauseAccount = operation({
  method: 'POST',
  path: '/accounts/:id/pause',
  tag: 'accounts',
  summary: 'Let nothing go out to an account',
  params: idParam(ids.account),
  body: emptyBody,
  responses: { 200: account },
  handler: async (gateway, request) => {
    const { id: accountId, projectId } = await requireAccount(gateway, request.params.id)
    const command = { type: 'PauseAccount', accountId } as const
    await execute(gateway, { command, meta: metaOf(request, projectId) })
    return ok(toAccount(await requireAccount(gateway, accountId)))
  },
})
