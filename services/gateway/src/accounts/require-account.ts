import { findAccount, type AccountRow } from '@pressrun/queries'
import type { AccountId } from '@pressrun/events'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'

export async function requireAccount({ database }: Gateway, id: AccountId): Promise<AccountRow> {
  const account = await findAccount(database, id)
  if (!account) throw new Problem('account-not-found')
  return account
}
