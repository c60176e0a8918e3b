import { z } from 'zod'
import { forgetCredentials } from '../accounts/credentials.ts'
import { existingAccount } from '../accounts/existing.ts'
import { cancelWaitingTasks, releaseTasks } from '../accounts/release-tasks.ts'
import { toAccount } from '../answers/account.ts'
import type { App } from '../app.ts'
import type { Gateway } from '../gateway.ts'
import { metaOf, order } from '../meta.ts'
import { Problem } from '../problems/problem.ts'
import { account } from '../schemas/account.ts'
import { empty } from '../schemas/empty.ts'
import { idParam, ids } from '../schemas/ids.ts'

const tags = ['accounts']
const params = idParam(ids.account)

const verdict = z.object({
  outcome: z.enum(['verified', 'rejected', 'rate-limited', 'auth-required', 'not-sent', 'unknown']),
  code: z.string().optional(),
  message: z.string().optional(),
})

/** Pausing, resuming, verifying and removing an account. */
export function steerAccount(app: App, gateway: Gateway): void {
  app.route({
    method: 'POST',
    url: '/accounts/:id/pause',
    schema: {
      operationId: 'pauseAccount',
      summary: 'Let nothing go out to an account',
      tags,
      params,
      body: empty,
      response: { 200: account },
    },
    handler: async (request) => {
      const { id: accountId, project_id } = await existingAccount(gateway, request.params.id)
      const command = { type: 'PauseAccount', accountId } as const
      await order(gateway, { command, meta: metaOf(request, project_id) })
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
      body: empty,
      response: { 200: account },
    },
    handler: async (request) => {
      const { id: accountId, project_id } = await existingAccount(gateway, request.params.id)
      const meta = metaOf(request, project_id)
      await order(gateway, { command: { type: 'ResumeAccount', accountId }, meta })
      await releaseTasks(gateway, accountId, meta)
      return toAccount(await existingAccount(gateway, accountId))
    },
  })
  app.route({
    method: 'POST',
    url: '/accounts/:id/verify',
    schema: {
      operationId: 'verifyAccount',
      summary: "Ask the platform whether an account's settings and credentials are good",
      tags,
      params,
      description: 'Posts nothing. The publisher asks: the gateway itself never leaves the house.',
      body: empty,
      response: { 200: verdict },
    },
    handler: async (request) => {
      const { id } = await existingAccount(gateway, request.params.id)
      return gateway.requestVerification(id).catch((cause: unknown) => {
        throw new Problem('publisher-unavailable', { headers: { 'retry-after': '2' }, cause })
      })
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
      await order(gateway, {
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
