import type { RunAccount } from '@pressrun/db/queries'
import type { AccountId, ProjectId } from '@pressrun/events'
import { applyOverrides, type Content, type Limit, type Overrides } from '@pressrun/platforms'
import { connectorOf } from '../accounts/check-account.ts'
import { Problem, type Detail } from '../problems/problem.ts'
import { invalid } from '../problems/validation.ts'

type Accounts = ReadonlyMap<AccountId, RunAccount>

/** Every account must be there, and in the run's project. */
export function checkAccounts(
  accountIds: readonly AccountId[],
  accounts: Accounts,
  projectId: ProjectId,
): void {
  const missing = accountIds.flatMap((id, i) =>
    accounts.has(id) ? [] : [detail(i, id, 'account-not-found', 'There is no such account.')],
  )
  if (missing.length > 0) throw new Problem('account-not-found', { status: 400, details: missing })
  const foreign = accountIds.flatMap((id, i) =>
    accounts.get(id)?.project_id === projectId
      ? []
      : [detail(i, id, 'account-of-another-project', `The account is not in ${projectId}.`)],
  )
  if (foreign.length > 0) throw new Problem('account-of-another-project', { details: foreign })
}

const detail = (i: number, accountId: string, code: string, message: string): Detail => ({
  path: `accountIds.${i}`,
  code,
  message,
  accountId,
})

type PerAccount = Readonly<Record<AccountId, Overrides>>

export function checkOverrides(overrides: PerAccount, accountIds: readonly AccountId[]): void {
  const known = new Set(accountIds)
  const strangers = Object.keys(overrides).filter((id) => !known.has(id as AccountId))
  if (strangers.length === 0) return
  const message = 'This account is not in accountIds.'
  throw invalid(
    strangers.map((id) => ({ path: `overrides.${id}`, code: 'unknown-account', message })),
  )
}

/** The instance's own, where it told them. What it told is kept as it came from the connector. */
const limitsOf = ({ verified }: RunAccount) => verified?.limits as readonly Limit[] | undefined

/** What a platform would refuse is refused before anything is written, for all accounts at once. */
export function checkContent(
  content: Content,
  accountIds: readonly AccountId[],
  accounts: Accounts,
  overrides: PerAccount,
): void {
  const details = accountIds.flatMap((accountId) => {
    const account = accounts.get(accountId)
    if (!account) return []
    const said = applyOverrides(content, overrides[accountId])
    return connectorOf(account.platform)
      .validate(said, account.settings, limitsOf(account))
      .map((violation) => ({ ...violation, accountId }))
  })
  if (details.length > 0) throw new Problem('content-invalid', { details })
}
