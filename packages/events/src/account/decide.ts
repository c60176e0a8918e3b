import { accept, nothing, refuse, unreachable, type Decision } from '../decision.ts'
import type { EventOf } from '../event.ts'
import type { AccountId, ProjectId } from '../ids.ts'
import type { Instant } from '../time.ts'
import type { AccountLimits, UnconfirmedPolicy, Verification } from './events.ts'
import type { AccountState } from './state.ts'

export type AccountCommand =
  | {
      readonly type: 'ConnectAccount'
      readonly accountId: AccountId
      readonly projectId: ProjectId
      readonly platform: string
      readonly name: string
      readonly settings: Record<string, unknown>
      readonly limits: AccountLimits
      readonly unconfirmedPolicy?: UnconfirmedPolicy | undefined
    }
  | {
      readonly type: 'ChangeAccount'
      readonly accountId: AccountId
      readonly name?: string | undefined
      readonly settings?: Record<string, unknown> | undefined
      readonly limits?: AccountLimits | undefined
      readonly unconfirmedPolicy?: UnconfirmedPolicy | undefined
      readonly credentialsReplaced: boolean
      /** From `If-Match`: the version the caller has seen. */
      readonly expectedVersion?: number | undefined
    }
  | {
      readonly type: 'NoteVerification'
      readonly accountId: AccountId
      readonly found: Verification
    }
  | { readonly type: 'PauseAccount'; readonly accountId: AccountId }
  | { readonly type: 'ResumeAccount'; readonly accountId: AccountId }
  | {
      readonly type: 'HoldAccount'
      readonly accountId: AccountId
      /** The version of the account that failed: a later reconnection is not at fault. */
      readonly seenVersion?: number
      readonly code: string
      readonly message: string
    }
  | {
      readonly type: 'ThrottleAccount'
      readonly accountId: AccountId
      readonly until: Instant
      readonly scope: 'account' | 'platform'
    }
  | { readonly type: 'RemoveAccount'; readonly accountId: AccountId }

export type AccountEvent = EventOf<
  | 'AccountConnected'
  | 'AccountChanged'
  | 'AccountVerified'
  | 'AccountPaused'
  | 'AccountResumed'
  | 'AccountHeld'
  | 'AccountThrottled'
  | 'AccountRemoved'
>
export type AccountRefusal = 'account-exists' | 'account-not-found' | 'version-mismatch'

type AccountDecision = Decision<AccountEvent, AccountRefusal>

export function decideAccount(
  command: AccountCommand,
  account: AccountState | null,
): AccountDecision {
  if (command.type === 'ConnectAccount') {
    if (account) return refuse('account-exists')
    const { type: _, accountId: __, ...data } = command
    return accept({ type: 'AccountConnected', data })
  }
  if (!account || account.status === 'removed') return refuse('account-not-found')
  switch (command.type) {
    case 'ChangeAccount':
      return change(command, account)
    case 'NoteVerification':
      if (isSame(account.verified, command.found)) return nothing
      return accept({ type: 'AccountVerified', data: command.found })
    case 'PauseAccount':
      if (account.status === 'paused') return nothing
      return accept({ type: 'AccountPaused', data: {} })
    case 'ResumeAccount':
      if (account.status === 'active' && !account.blockedUntil) return nothing
      return accept({ type: 'AccountResumed', data: {} })
    case 'HoldAccount':
      return hold(command, account)
    case 'ThrottleAccount':
      if (account.blockedUntil && account.blockedUntil >= command.until) return nothing
      return accept({
        type: 'AccountThrottled',
        data: { until: command.until, scope: command.scope },
      })
    case 'RemoveAccount':
      return accept({ type: 'AccountRemoved', data: {} })
    default:
      return unreachable(command)
  }
}

/** A held account can be held for another reason; a paused one stays paused until a person acts. */
function hold(
  { code, message, seenVersion = Infinity }: Extract<AccountCommand, { type: 'HoldAccount' }>,
  { status, reason, connectedVersion }: AccountState,
): AccountDecision {
  if (seenVersion < connectedVersion) return nothing
  const isKnown = status === 'held' && reason?.code === code && reason.message === message
  if (status === 'paused' || isKnown) return nothing
  return accept({ type: 'AccountHeld', data: { code, message } })
}

function change(
  command: Extract<AccountCommand, { type: 'ChangeAccount' }>,
  account: AccountState,
): AccountDecision {
  const { type: _, accountId: __, expectedVersion, ...data } = command
  if (expectedVersion !== undefined && expectedVersion !== account.version)
    return refuse('version-mismatch')
  const asked =
    data.credentialsReplaced || data.name || data.settings || data.limits || data.unconfirmedPolicy
  return asked ? accept({ type: 'AccountChanged', data }) : nothing
}

/** Both come from a connector, which names the fields in one order. */
const isSame = (known: Verification | null, found: Verification) =>
  JSON.stringify(known) === JSON.stringify(found)
