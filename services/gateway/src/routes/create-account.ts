import { violatedConstraint } from '@pressrun/db'
import { z } from 'zod'
import { checkedCredentials, checkedSettings, connectorOf } from '../accounts/check-account.ts'
import { keepCredentials } from '@pressrun/vault'
import { existingAccount, namedProject } from '../accounts/existing.ts'
import { toAccount } from '../answers/account.ts'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { metaOf, mintOf } from '../api/commands.ts'
import { Problem, refused } from '../problems/problem.ts'
import {
  account,
  accountName,
  credentials,
  limits,
  settings,
  unconfirmedPolicy,
} from '../schemas/account.ts'
import { ids } from '../api/ids.ts'
import { etagOf } from '../api/versions.ts'

const body = z.strictObject({
  projectId: ids.project.optional(),
  platform: z.string().min(1).max(50),
  name: accountName,
  settings: settings.default({}),
  credentials: credentials.default({}),
  limits: limits.default({}),
  unconfirmedPolicy: unconfirmedPolicy.default('ask'),
})

export function createAccount(app: App, gateway: Gateway): void {
  app.route({
    method: 'POST',
    url: '/accounts',
    schema: {
      operationId: 'createAccount',
      summary: 'Connect an account of a platform',
      tags: ['accounts'],
      body,
      response: { 201: account },
    },
    handler: async (request, reply) => {
      const { platform, name, ...given } = request.body
      const connector = connectorOf(platform)
      const checked = checkedSettings(connector, given.settings, gateway.surroundings)
      const secrets = checkedCredentials(connector, given.credentials)
      const projectId = await namedProject(gateway, given.projectId)
      const accountId = mintOf(request, gateway)('account')
      const handled = await gateway
        .handle({
          command: {
            type: 'ConnectAccount',
            accountId,
            projectId,
            platform,
            name,
            settings: checked,
            limits: given.limits,
            unconfirmedPolicy: given.unconfirmedPolicy,
          },
          meta: metaOf(request, projectId),
          alongside: [keepCredentials(accountId, secrets, gateway.secretKeys.current)],
        })
        .catch(nameTaken)
      // It exists when an earlier try of this request got that far.
      if (handled.kind === 'refused' && handled.reason !== 'account-exists')
        throw refused(handled.reason)
      const row = await existingAccount(gateway, accountId)
      return reply
        .code(201)
        .header('location', `/api/v1/accounts/${accountId}`)
        .header('etag', etagOf(row.version))
        .send(toAccount(row))
    },
  })
}

export function nameTaken(cause: unknown): never {
  if (violatedConstraint(cause) === 'accounts_name')
    throw new Problem('account-name-taken', { cause })
  throw cause
}
