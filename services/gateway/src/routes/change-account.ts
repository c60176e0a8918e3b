import { z } from 'zod'
import { checkedCredentials, checkedSettings, connectorOf } from '../accounts/check-account.ts'
import { keepCredentials } from '../accounts/credentials.ts'
import { existingAccount } from '../accounts/existing.ts'
import { releaseTasks } from '../accounts/release-tasks.ts'
import { toAccount } from '../answers/account.ts'
import type { App } from '../app.ts'
import type { Gateway } from '../gateway.ts'
import { metaOf } from '../meta.ts'
import { refused } from '../problems/problem.ts'
import { account, accountName, credentials, limits, settings } from '../schemas/account.ts'
import { idParam, ids } from '../schemas/ids.ts'
import { etagOf, expectedVersion, ifMatch } from '../schemas/versions.ts'
import { nameTaken } from './create-account.ts'

const body = z.strictObject({
  name: accountName.optional(),
  settings: settings.optional(),
  credentials: credentials.optional(),
  limits: limits.optional(),
})

export function changeAccount(app: App, gateway: Gateway): void {
  app.route({
    method: 'PATCH',
    url: '/accounts/:id',
    schema: {
      operationId: 'changeAccount',
      summary: 'Change an account; what is given replaces what was',
      description: 'New credentials reconnect a held account: its held tasks go out again.',
      tags: ['accounts'],
      params: idParam(ids.account),
      headers: ifMatch,
      body,
      response: { 200: account },
    },
    handler: async (request, reply) => {
      const accountId = request.params.id
      const version = expectedVersion(request.headers['if-match'])
      const before = await existingAccount(gateway, accountId)
      const change = checkedChange(gateway, before.platform, request.body)
      const meta = metaOf(request, before.project_id)
      const handled = await gateway
        .handle({
          command: {
            type: 'ChangeAccount',
            accountId,
            name: request.body.name,
            limits: request.body.limits,
            settings: change.settings,
            credentialsReplaced: change.secrets !== undefined,
            expectedVersion: version,
          },
          meta,
          alongside:
            change.secrets === undefined
              ? []
              : [keepCredentials(accountId, change.secrets, gateway.secretKey)],
        })
        .catch(nameTaken)
      if (handled.kind === 'refused') throw refused(handled.reason)
      if (change.secrets !== undefined && before.status === 'held') {
        await gateway.handle({ command: { type: 'ResumeAccount', accountId }, meta })
        await releaseTasks(gateway, accountId, meta)
      }
      const row = await existingAccount(gateway, accountId)
      return reply.header('etag', etagOf(row.version)).send(toAccount(row))
    },
  })
}

function checkedChange(gateway: Gateway, platform: string, given: z.output<typeof body>) {
  const connector = connectorOf(platform)
  return {
    settings: given.settings && checkedSettings(connector, given.settings, gateway.surroundings),
    secrets: given.credentials && checkedCredentials(connector, given.credentials),
  }
}
