import { emptyBody, idParam, ids, metaOf, ok, operation } from '../api/index.ts'
import { ifUnavailable } from '../problems/catching.ts'
import { requireAccount } from './require-account.ts'
import { verdict } from './schema.ts'
import { applyVerdict } from './verification.ts'

export const verifyAccount = operation({
  method: 'POST',
  path: '/accounts/:id/verify',
  tag: 'accounts',
  summary: "Ask the platform whether an account's settings and credentials are good",
  description:
    'Posts nothing. What the platform says of the account and of its own limits is kept in `verified`; a held account that is verified is active again, and its held tasks go out. An active one that is refused is held.',
  params: idParam(ids.account),
  body: emptyBody,
  responses: { 200: verdict },
  handler: async (gateway, request) => {
    const { id, projectId, version } = await requireAccount(gateway, request.params.id)
    const verification = await gateway
      .requestVerification(id)
      .catch(ifUnavailable('publisher-unavailable'))
    const meta = metaOf(request, projectId)
    await applyVerdict(gateway, id, verification, { meta, replaced: false, seenVersion: version })
    return ok(verification)
  },
})
