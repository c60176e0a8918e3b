import { emptyBody, execute, idParam, ids, metaOf, ok, operation } from '../api/index.ts'
import { requireAccount } from './require-account.ts'
import { toAccount } from './response.ts'
import { account } from './schema.ts'

export const resumeAccount = operation({
  method: 'POST',
  path: '/accounts/:id/resume',
  tag: 'accounts',
  summary: 'Let an account publish again',
  description: 'Tasks that it held go out, too.',
  params: idParam(ids.account),
  body: emptyBody,
  responses: { 200: account },
  handler: async (gateway, request) => {
    const { id: accountId, projectId } = await requireAccount(gateway, request.params.id)
    const command = { type: 'ResumeAccount', accountId } as const
    await execute(gateway, { command, meta: metaOf(request, projectId) })
    return ok(toAccount(await requireAccount(gateway, accountId)))
  },
})
