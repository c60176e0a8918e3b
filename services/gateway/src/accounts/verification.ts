import type { VerifyResponse } from '@pressrun/bus'
import type { AccountCommand, AccountId, EventMeta } from '@pressrun/events'
import type { Gateway } from '../gateway.ts'
import { requireAccount } from './require-account.ts'

/** That no publisher answers is a verdict, too: the change to be verified has been made already. */
export const notAsked: VerifyResponse = {
  outcome: 'unknown',
  code: 'publisher-unavailable',
  message: 'No publisher answers: the platform was not asked.',
}

/**
 * Applies the platform's verdict to an account: the verdict is stored, a held account whose settings and credentials
 * are good resumes, and one whose are refused is held for that reason. `replaced`: the reason it was held for concerned
 * others; `seenVersion`: the version of the account that was verified.
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

/** A platform that could not be asked gives no reason. */
function reasonOf(
  { outcome, code = outcome, message = outcome }: VerifyResponse,
  replaced: boolean,
) {
  if (outcome === 'auth-required' || outcome === 'rejected') return { code, message }
  if (!replaced) return undefined
  return { code: 'not-verified', message: `Whether they are good now is not known. ${message}` }
}
