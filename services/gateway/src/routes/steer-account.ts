import { z } from 'zod'
import { forgetCredentials } from '@pressrun/vault'
import { existingAccount } from '../accounts/existing.ts'
import { cancelWaitingTasks } from '../accounts/cancel-waiting-tasks.ts'
import { toAccount } from '../answers/account.ts'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { metaOf, execute } from '../api/commands.ts'
import { account } from '../schemas/account.ts'
import { emptyBody } from '../api/empty-body.ts'
import { idParam, ids } from '../api/ids.ts'

const tags = ['accounts']
const params = idParam(ids.account)

/** Pausing, resuming and removing an account. */
export function steerAccount(app: App, gateway: Gateway): void {
  app.route({
    method: 'POST',
    url: '/accounts/:id/pause',
    schema: {
      operationId: 'pauseAccount',
      summary: 'Let nothing go out to an account',
      tags,
      params,
      body: emptyBody,
      response: { 200: account },
    },
    handler: async (request) => {
      const { id: accountId, project_id } = await existingAccount(gateway, request.params.id)
      const command = { type: 'PauseAccount', accountId } as const
      await execute(gateway, { command, meta: metaOf(request, project_id) })
      return toAccount(await existingAccount(gateway, accountId))
    },
  })
  app.route({
    method: 'POST',
    url: '/accounts/:id/resume',
    schema: {
      operationId: 'resumeAccount',
      summary: 'Let an account publish again',
      tags,
      params,
      description: 'Tasks that it held go out, too.',
      body: emptyBody,
      response: { 200: account },
    },
    handler: async (request) => {
      const { id: accountId, project_id } = await existingAccount(gateway, request.params.id)
      const command = { type: 'ResumeAccount', accountId } as const
      await execute(gateway, { command, meta: metaOf(request, project_id) })
      return toAccount(await existingAccount(gateway, accountId))
    },
  })
  app.route({
    method: 'DELETE',
    url: '/accounts/:id',
    schema: {
      operationId: 'removeAccount',
      summary: 'Remove an account',
      tags,
      params,
      description: 'Its credentials are deleted, its waiting tasks cancelled; its history stays.',
      response: { 204: z.null() },
    },
    handler: async (request, reply) => {
      const { id: accountId, project_id } = await existingAccount(gateway, request.params.id)
      const meta = metaOf(request, project_id)
      await cancelWaitingTasks(gateway, accountId, meta)
      await execute(gateway, {
        command: {
          type: 'RemoveAccount',
          accountId,
        } as const,
        meta,
        alongside: [forgetCredentials(accountId)],
      })
      // Whatever a run planned for it meanwhile.
      await cancelWaitingTasks(gateway, accountId, meta)
      return reply.code(204).send(null)
    },
  })
}
