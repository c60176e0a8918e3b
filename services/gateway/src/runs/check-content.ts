import type { AccountId } from '@pressrun/events'
import { applyOverrides, type Content, type Limit, type Violation } from '@pressrun/content'
import { type Render } from '@pressrun/platforms'
import { Problem, type Detail } from '../problems/problem.ts'
import type { Accounts, CheckedAccount, PerAccount } from './check-accounts.ts'
import { yielding } from './yielding.ts'

type Checking = {
  readonly overrides: PerAccount
  readonly render: Render
  /** Content that one account cannot accept is published to none. */
  readonly strict: boolean
}

/**
 * Content that no account can accept is refused before anything is written. Where some can, the tasks of the others
 * fail when they are due, with the same codes.
 */
export async function checkContent(
  content: Content,
  accountIds: readonly AccountId[],
  accounts: Accounts,
  { overrides, render, strict }: Checking,
): Promise<void> {
  const found = new Map<string, Promise<Violation[]>>()
  const details: Detail[] = []
  let taking = 0
  const pause = yielding()
  for (const accountId of accountIds) {
    const account = accounts.get(accountId)
    if (!account) continue
    const given = overrides[accountId]
    const check = () => violationsOf(applyOverrides(content, given), account, render)
    // Most accounts of a platform give the same result, which is computed once.
    const key = JSON.stringify([account.platform, limitsOf(account), given])
    const checking = found.get(key) ?? check()
    found.set(key, checking)
    const violations = await checking
    if (violations.length === 0) taking += 1
    details.push(...violations.map((violation) => ({ ...violation, accountId })))
    await pause()
  }
  if (details.length > 0 && (strict || taking === 0))
    throw new Problem('content-invalid', { details })
}

async function violationsOf(
  content: Content,
  account: CheckedAccount,
  render: Render,
): Promise<Violation[]> {
  const limits = limitsOf(account)
  const found = await render('violations', { platform: account.platform, content, limits })
  if (Array.isArray(found)) return found
  return [{ code: found.code, path: 'body', message: found.message }]
}

/** The instance's own limits, where known: stored as the connector returned them. */
const limitsOf = ({ verified }: CheckedAccount) => verified?.limits as readonly Limit[] | undefined
