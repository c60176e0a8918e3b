import type { AccountId, EventMeta } from '@pressrun/events'
import { z } from 'zod'
import { keepCredentials } from '@pressrun/vault'
import {
  etag,
  execute,
  expectedVersion,
  idParam,
  ids,
  ifMatch,
  metaOf,
  ok,
  operation,
} from '../api/index.ts'
import type { Gateway } from '../gateway.ts'
import { ifViolated } from '../problems/catching.ts'
import { checkedCredentials, checkedSettings, connectorOf } from './check-account.ts'
import { requireAccount } from './require-account.ts'
import { toAccount } from './response.ts'
import {
  account,
  accountName,
  credentials,
  limits,
  settings,
  unconfirmedPolicy,
  verdict,
} from './schema.ts'
import { notAsked, applyVerdict } from './verification.ts'

export const changeAccount = operation({
  method: 'PATCH',
  path: '/accounts/:id',
  tag: 'accounts',
  summary: 'Change an account; what is given replaces what was',
  description:
    'New credentials or settings are verified with the platform. When they are good, a held account is active again, and its held tasks go out; when they are refused, the account is held, and its `reason` says why. An active account whose platform cannot be asked stays active.',
  params: idParam(ids.account),
  headers: ifMatch,
  body: z.strictObject({
    name: accountName.optional(),
    settings: settings.optional(),
    credentials: credentials.optional(),
    limits: limits.optional(),
    unconfirmedPolicy: unconfirmedPolicy.optional(),
  }),
  responses: {
    200: account.extend({
      verification: verdict.optional().describe('when credentials or settings were given'),
    }),
  },
  handler: async (gateway, request) => {
    const accountId = request.params.id
    const version = expectedVersion(request.headers['if-match'])
    const { platform, projectId } = await requireAccount(gateway, accountId)
    const { name, limits, unconfirmedPolicy, ...given } = request.body
    const { settings, secrets } = checkedChange(gateway, platform, given)
    const meta = metaOf(request, projectId)
    const terms = { name, limits, unconfirmedPolicy, settings }
    await execute(gateway, {
      command: {
        type: 'ChangeAccount',
        accountId,
        ...terms,
        credentialsReplaced: secrets !== undefined,
        expectedVersion: version,
      },
      meta,
      extraStatements:
        secrets === undefined
          ? []
          : [keepCredentials(accountId, secrets, gateway.secretKeys.current)],
    }).catch(ifViolated('accounts_name', 'account-name-taken'))
    const reconnects = secrets !== undefined || settings !== undefined
    const verification = reconnects ? await reconnect(gateway, accountId, meta) : undefined
    const row = await requireAccount(gateway, accountId)
    return ok({ ...toAccount(row), ...(verification && { verification }) }, etag(row))
  },
})

async function reconnect(gateway: Gateway, accountId: AccountId, meta: EventMeta) {
  const { version: seenVersion } = await requireAccount(gateway, accountId)
  const verification = await gateway.requestVerification(accountId).catch(() => notAsked)
  await applyVerdict(gateway, accountId, verification, { meta, replaced: true, seenVersion })
  return verification
}

function checkedChange(
  { installation }: Gateway,
  platform: string,
  { settings, credentials }: { readonly settings?: unknown; readonly credentials?: unknown },
) {
  const connector = connectorOf(platform)
  return {
    settings:
      settings === undefined ? undefined : checkedSettings(connector, settings, installation),
    secrets: credentials === undefined ? undefined : checkedCredentials(connector, credentials),
  }
}
