import type { ApiClient } from '../../api/api-client.ts'
import type { Run } from '../../api/run.ts'

type Account = { name: string; reason: { code: string; message: string } | null }

/** Tasks wait for these until a person acts on their account. */
const remedies: Readonly<Record<string, (id: string) => [state: string, remedy: string]>> = {
  'account-held': (id) => [
    'held',
    `give it good credentials (PATCH /accounts/${id}), or have it tried as it is (POST /accounts/${id}/resume)`,
  ],
  'account-paused': (id) => ['paused', `let it go on (POST /accounts/${id}/resume)`],
}

/** Explains once, for each account that blocks its tasks, why that is and what to do about it. */
export function createWaitExplainer(
  api: ApiClient,
  say: (line: string) => void,
): (run: Run) => Promise<void> {
  const explained = new Set<string>()
  return async ({ tasks }) => {
    for (const { accountId, blockedOn } of tasks ?? []) {
      const remedyOf = remedies[blockedOn?.reason ?? '']
      if (!remedyOf || explained.has(accountId)) continue
      explained.add(accountId)
      // The watcher wants the run: that goes on even if this request fails.
      const account = await api.get<Account>(`/accounts/${accountId}`).catch(() => undefined)
      if (account === undefined) continue
      const [state, remedy] = remedyOf(accountId)
      const why = account.reason ? `: ${account.reason.message} (${account.reason.code})` : ''
      say(`  ${account.name} is ${state}${why}; ${remedy}`)
    }
  }
}
