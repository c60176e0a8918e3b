import { findRunAccounts, type RunAccount } from '@pressrun/db'
import type { Asked } from '@pressrun/queries'
import type { AccountId, ProjectId } from '@pressrun/events'
import type { Overrides } from '@pressrun/content'
import { Problem, type Detail } from '../problems/problem.ts'
import { invalid } from '../problems/validation.ts'

/** The columns of an account that checking a publication to it needs. */
const columns = ['projectId', 'platform', 'status', 'name', 'settings', 'verified'] as const

export const findAccounts = ({ pool }: Asked, ids: readonly AccountId[]) =>
  findRunAccounts(pool, ids, columns)

export type CheckedAccount = RunAccount<(typeof columns)[number]>
export type Accounts = ReadonlyMap<AccountId, CheckedAccount>

/** Returns the accounts in the order of their ids: every one must exist, in the run's project. */
export function checkAccounts(
  accountIds: readonly AccountId[],
  accounts: Accounts,
  projectId: ProjectId,
) {
  const missing = accountIds.flatMap((id, i) =>
    accounts.has(id) ? [] : [detail(i, id, 'account-not-found', 'There is no such account.')],
  )
  if (missing.length > 0) throw new Problem('account-not-found', { status: 400, details: missing })
  const foreign = accountIds.flatMap((id, i) =>
    accounts.get(id)?.projectId === projectId
      ? []
      : [detail(i, id, 'account-of-another-project', `The account is not in ${projectId}.`)],
  )
  if (foreign.length > 0) throw new Problem('account-of-another-project', { details: foreign })
  return accountIds.flatMap((id) => accounts.get(id) ?? [])
}

const detail = (i: number, accountId: string, code: string, message: string): Detail => ({
  path: `accountIds.${i}`,
  code,
  message,
  accountId,
})

export type PerAccount = Readonly<Record<AccountId, Overrides>>

export function checkOverrides(overrides: PerAccount, accountIds: readonly AccountId[]): void {
  const known = new Set(accountIds)
  const strangers = Object.keys(overrides).filter((id) => !known.has(id as AccountId))
  if (strangers.length === 0) return
  const message = 'This account is not in accountIds.'
  throw invalid(
    strangers.map((id) => ({ path: `overrides.${id}`, code: 'unknown-account', message })),
  )
}
