import { accountItems } from '@pressrun/db'
import { listOpenTasksOfAccount } from '@pressrun/queries'
import type { AccountId, EventMeta } from '@pressrun/events'
import { z } from 'zod'
import { forgetCredentials } from '@pressrun/vault'
import { execute, idParam, ids, metaOf, noContent, operation } from '../api/index.ts'
import type { Gateway } from '../gateway.ts'
import { requireAccount } from './require-account.ts'

export const removeAccount = operation({
  method: 'DELETE',
  path: '/accounts/:id',
  tag: 'accounts',
  summary: 'Remove an account',
  description: 'Its credentials are deleted, its waiting tasks cancelled; its history stays.',
  params: idParam(ids.account),
  responses: { 204: z.null() },
  handler: async (gateway, request) => {
    const { id: accountId, projectId } = await requireAccount(gateway, request.params.id)
    const meta = metaOf(request, projectId)
    await cancelWaitingTasks(gateway, accountId, meta)
    await execute(gateway, {
      command: { type: 'RemoveAccount', accountId },
      meta,
      extraStatements: [forgetCredentials(accountId), accountItems.forgetItems(accountId)],
    })
    // Including what a run planned for it meanwhile.
    await cancelWaitingTasks(gateway, accountId, meta)
    return noContent()
  },
})

/** Nothing more goes out to this account; attempts in flight end by themselves. */
async function cancelWaitingTasks(
  { database, handle, now }: Gateway,
  accountId: AccountId,
  meta: EventMeta,
): Promise<void> {
  const waiting = await listOpenTasksOfAccount(database, accountId)
  await Promise.all(
    waiting.map((taskId) => handle({ command: { type: 'CancelTask', taskId, now: now() }, meta })),
  )
}
