import { z } from 'zod'
import { keepCredentials } from '@pressrun/vault'
import { created, etag, executeOnce, ids, metaOf, newIdOf, operation } from '../api/index.ts'
import { ifViolated } from '../problems/catching.ts'
import { namedProject } from '../projects/require-project.ts'
import { checkedCredentials, checkedSettings, connectorOf } from './check-account.ts'
import { requireAccount } from './require-account.ts'
import { toAccount } from './response.ts'
import { account, accountName, credentials, limits, settings, unconfirmedPolicy } from './schema.ts'

export const createAccount = operation({
  method: 'POST',
  path: '/accounts',
  tag: 'accounts',
  summary: 'Connect an account of a platform',
  body: z.strictObject({
    projectId: ids.project.optional(),
    platform: z.string().min(1).max(50),
    name: accountName,
    settings: settings.default({}),
    credentials: credentials.default({}),
    limits: limits.default({}),
    unconfirmedPolicy: unconfirmedPolicy.default('ask'),
  }),
  responses: { 201: account },
  handler: async (gateway, request) => {
    const { platform, name, limits, unconfirmedPolicy, ...given } = request.body
    const connector = connectorOf(platform)
    const checked = checkedSettings(connector, given.settings, gateway.installation)
    const secrets = checkedCredentials(connector, given.credentials)
    const projectId = await namedProject(gateway, given.projectId)
    const accountId = newIdOf(request, gateway)('account')
    const terms = { platform, name, settings: checked, limits, unconfirmedPolicy }
    const creation = {
      command: { type: 'ConnectAccount', accountId, projectId, ...terms } as const,
      meta: metaOf(request, projectId),
      extraStatements: [keepCredentials(accountId, secrets, gateway.secretKeys.current)],
    }
    await executeOnce(gateway, creation, 'account-exists').catch(
      ifViolated('accounts_name', 'account-name-taken'),
    )
    const row = await requireAccount(gateway, accountId)
    return created(`/accounts/${accountId}`, toAccount(row), etag(row))
  },
})
