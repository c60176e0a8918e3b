import type { VerifyResponse } from '@pressrun/bus'
import type { AccountCommand, AccountId, EventMeta } from '@pressrun/events'
import type { Gateway } from '../gateway.ts'
import { requireAccount } from './require-account.ts'

/** No publisher answering is a verdict, too: the change that is to be verified is made already. */
export const notAsked: VerifyResponse = {
  outcome: 'unknown',
  code: 'publisher-unavailable',
  message: 'No publisher answers: the platform was not asked.',
}

/**
 * What the platform's verdict makes of an account: what it said is kept, a held account whose settings
 * and credentials are good goes on, and one whose are refused is held and says why. `replaced` tells that the reason
 * it was held for was about others, `seenVersion` of which version of the account the verdict is.
 */
export async function applyVerdict(
  gateway: Gateway,
  accountId: AccountId,
  verdict: VerifyResponse,
  {
    meta,
    ...asked
  }: { readonly meta: EventMeta; readonly replaced: boolean; readonly seenVersion: number },
): Promise<void> {
  const { status } = await requireAccount(gateway, accountId)
  const commands = commandsFor(accountId, verdict, { isHeld: status === 'held', ...asked })
  for (const command of commands) await gateway.handle({ command, meta })
}

function commandsFor(
  accountId: AccountId,
  verdict: VerifyResponse,
  {
    isHeld,
    replaced,
    seenVersion,
  }: { readonly isHeld: boolean; readonly replaced: boolean; readonly seenVersion: number },
): AccountCommand[] {
  const { outcome, code: _, message: __, until: ___, ...found } = verdict
  if (outcome === 'verified') {
    const note = { type: 'NoteVerification', accountId, found } as const
    return isHeld ? [note, { type: 'ResumeAccount', accountId }] : [note]
  }
  const reason = reasonOf(verdict, isHeld && replaced)
  return reason ? [{ type: 'HoldAccount', accountId, seenVersion, ...reason }] : []
}

/** A platform that could not be asked says nothing about what it was not asked. */
function reasonOf(
  { outcome, code = outcome, message = outcome }: VerifyResponse,
  replaced: boolean,
) {
  if (outcome === 'auth-required' || outcome === 'rejected') return { code, message }
  if (!replaced) return undefined
  return { code: 'not-verified', message: `Whether they are good now is not known. ${message}` }
}
