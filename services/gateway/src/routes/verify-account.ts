import { existingAccount } from '../accounts/existing.ts'
import { takeVerdict } from '../accounts/verification.ts'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { metaOf } from '../api/commands.ts'
import { Problem } from '../problems/problem.ts'
import { verdict } from '../schemas/account.ts'
import { emptyBody } from '../api/empty-body.ts'
import { idParam, ids } from '../api/ids.ts'

export function verifyAccount(app: App, gateway: Gateway): void {
  app.route({
    method: 'POST',
    url: '/accounts/:id/verify',
    schema: {
      operationId: 'verifyAccount',
      summary: "Ask the platform whether an account's settings and credentials are good",
      tags: ['accounts'],
      params: idParam(ids.account),
      description:
        'Posts nothing. What the platform says of the account and of its own limits is kept in `verified`; a held account that is verified is active again, and its held tasks go out.',
      body: emptyBody,
      response: { 200: verdict },
    },
    handler: async (request) => {
      const { id, project_id, version } = await existingAccount(gateway, request.params.id)
      const answer = await gateway.requestVerification(id).catch((cause: unknown) => {
        throw new Problem('publisher-unavailable', { headers: { 'retry-after': '2' }, cause })
      })
      const meta = metaOf(request, project_id)
      await takeVerdict(gateway, id, answer, { meta, replaced: false, seenVersion: version })
      return answer
    },
  })
}
