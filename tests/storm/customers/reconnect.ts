import { setTimeout as pause } from 'node:timers/promises'
import { callApi, type Api } from '../../support/api.ts'
import { adminKey } from '../stack/services.ts'
import type { Account } from './connect-accounts.ts'

const lookEveryMs = 1_500

/** Restores good credentials of accounts that lost theirs, until stopped. */
export async function reconnectAccounts(
  url: string,
  accounts: readonly Account[],
  signal: AbortSignal,
): Promise<void> {
  const api = callApi(url, adminKey)
  const byId = new Map(accounts.map((account) => [account.id, account]))
  while (!signal.aborted) {
    // Failures are retried.
    await reconnectHeld(api, byId).catch(() => undefined)
    await pause(lookEveryMs, undefined, { signal }).catch(() => undefined)
  }
}

async function reconnectHeld(api: Api, byId: ReadonlyMap<string, Account>): Promise<void> {
  const { body } = await api('GET', '/accounts?state=held&limit=200')
  const held: { id: string }[] = body.items
  await Promise.allSettled(
    held.map(({ id }) =>
      api('PATCH', `/accounts/${id}`, { credentials: byId.get(id)?.credentials }),
    ),
  )
}
