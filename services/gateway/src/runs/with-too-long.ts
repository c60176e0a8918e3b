import type { TooLong } from '@pressrun/content'
import type { AccountId } from '@pressrun/events'
import type { PerAccount } from './check-accounts.ts'

type Given = {
  readonly accountIds: readonly AccountId[]
  readonly overrides: PerAccount
  readonly tooLong: TooLong | undefined
}

/** A setting for all accounts applies to each without one of its own. */
export function withTooLong({ accountIds, overrides, tooLong }: Given): PerAccount {
  if (tooLong === undefined) return overrides
  const filled = accountIds.map((id) => [id, { tooLong, ...overrides[id] }] as const)
  return { ...overrides, ...Object.fromEntries(filled) }
}
