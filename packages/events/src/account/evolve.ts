import { unreachable } from '../decision.ts'
import type { AccountId } from '../ids.ts'
import type { Instant } from '../time.ts'
import type { AccountEvent } from './decide.ts'
import type { AccountState } from './state.ts'

/** Folds one event into the account. `at` is when it was recorded. */
export function evolveAccount(
  account: AccountState | null,
  event: AccountEvent,
  id: AccountId,
  at: Instant,
): AccountState {
  if (event.type === 'AccountConnected') return connected(event.data, id, at)
  if (!account) throw new Error(`${event.type} before AccountConnected in ${id}`)
  const next = { ...account, version: account.version + 1 }
  switch (event.type) {
    case 'AccountChanged':
      return {
        ...next,
        name: event.data.name ?? account.name,
        settings: event.data.settings ?? account.settings,
        limits: event.data.limits ?? account.limits,
        unconfirmedPolicy: event.data.unconfirmedPolicy ?? account.unconfirmedPolicy,
        verified: event.data.settings || event.data.credentialsReplaced ? null : account.verified,
        connectedVersion:
          event.data.credentialsReplaced || event.data.settings
            ? next.version
            : account.connectedVersion,
      }
    case 'AccountVerified':
      return { ...next, verified: event.data }
    case 'AccountPaused':
      return { ...next, status: 'paused', reason: null }
    case 'AccountResumed':
      return { ...next, status: 'active', reason: null, blockedUntil: null }
    case 'AccountHeld':
      return { ...next, status: 'held', reason: event.data }
    case 'AccountThrottled':
      return { ...next, blockedUntil: event.data.until }
    case 'AccountRemoved':
      return { ...next, status: 'removed', reason: null }
    default:
      return unreachable(event)
  }
}

function connected(
  data: Extract<AccountEvent, { type: 'AccountConnected' }>['data'],
  id: AccountId,
  at: Instant,
): AccountState {
  return {
    id,
    version: 1,
    status: 'active',
    reason: null,
    projectId: data.projectId,
    platform: data.platform,
    name: data.name,
    settings: data.settings,
    limits: data.limits,
    connectedVersion: 1,
    unconfirmedPolicy: data.unconfirmedPolicy ?? 'ask',
    verified: null,
    blockedUntil: null,
    createdAt: at,
  }
}
