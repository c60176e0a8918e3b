import type { AccountId, EventMeta } from '@pressrun/events'
import { z } from 'zod'
import { checkedCredentials, checkedSettings, connectorOf } from '../accounts/check-account.ts'
import { keepCredentials } from '@pressrun/vault'
import { existingAccount } from '../accounts/existing.ts'
import { notAsked, takeVerdict } from '../accounts/verification.ts'
import { toAccount } from '../answers/account.ts'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { metaOf } from '../api/commands.ts'
import { refused } from '../problems/problem.ts'
import {
  account,
  accountName,
  credentials,
  limits,
  settings,
  unconfirmedPolicy,
  verdict,
} from '../schemas/account.ts'
import { idParam, ids } from '../api/ids.ts'
import { etagOf, expectedVersion, ifMatch } from '../api/versions.ts'
import { nameTaken } from './create-account.ts'

const body = z.strictObject({
  name: accountName.optional(),
  settings: settings.optional(),
  credentials: credentials.optional(),
  limits: limits.optional(),
  unconfirmedPolicy: unconfirmedPolicy.optional(),
})

const changed = account.extend({
  verification: verdict.optional().describe('when the account was held, and is to be reconnected'),
})

export function changeAccount(app: App, gateway: Gateway): void {
  app.route({
    method: 'PATCH',
    url: '/accounts/:id',
    schema: {
      operationId: 'changeAccount',
      summary: 'Change an account; what is given replaces what was',
      description:
        'New credentials or settings of a held account are verified with its platform: when they are good it is active again, and its held tasks go out; otherwise its `reason` says why not.',
      tags: ['accounts'],
      params: idParam(ids.account),
      headers: ifMatch,
      body,
      response: { 200: changed },
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
            unconfirmedPolicy: request.body.unconfirmedPolicy,
            settings: change.settings,
            credentialsReplaced: change.secrets !== undefined,
            expectedVersion: version,
          },
          meta,
          alongside:
            change.secrets === undefined
              ? []
              : [keepCredentials(accountId, change.secrets, gateway.secretKeys.current)],
        })
        .catch(nameTaken)
      if (handled.kind === 'refused') throw refused(handled.reason)
      const reconnects = before.status === 'held' && (change.secrets ?? change.settings)
      const verification = reconnects ? await reconnect(gateway, accountId, meta) : undefined
      const row = await existingAccount(gateway, accountId)
      return reply
        .header('etag', etagOf(row.version))
        .send({ ...toAccount(row), ...(verification && { verification }) })
    },
  })
}

async function reconnect(gateway: Gateway, accountId: AccountId, meta: EventMeta) {
  const { version: seenVersion } = await existingAccount(gateway, accountId)
  const verification = await gateway.requestVerification(accountId).catch(() => notAsked)
  await takeVerdict(gateway, accountId, verification, { meta, replaced: true, seenVersion })
  return verification
}

function checkedChange(gateway: Gateway, platform: string, given: z.output<typeof body>) {
  const connector = connectorOf(platform)
  return {
    settings: given.settings && checkedSettings(connector, given.settings, gateway.surroundings),
    secrets: given.credentials && checkedCredentials(connector, given.credentials),
  }
}
