import { accountItems } from '@pressrun/db'
import type pg from 'pg'
import type { NewArticle } from './store-items.ts'
import type { Account, RunPlan } from './plan-runs.ts'

/** Items to be published, and items held back because accounts already received them. */
export type Claimed = {
  readonly plans: readonly RunPlan[]
  readonly publishedBefore: readonly NewArticle[]
}

/**
 * Assigns new items to accounts, once for ever: an item that an account received before from any source, or that
 * another scan is assigning to it at this moment, is held back from that account.
 */
export async function claimItems(
  client: pg.ClientBase,
  accounts: readonly Account[],
  articles: readonly NewArticle[],
): Promise<Claimed> {
  const keysOf = await accountItems.allKeysOf(
    client,
    articles.map(({ item }) => item.keys ?? []),
  )
  const accountIds = accounts.map(({ id }) => id)
  const given = await accountItems.claimKeys(client, accountIds, [...new Set(keysOf.flat())])
  const claimed = new Set<string>()
  const plans: RunPlan[] = []
  const publishedBefore: NewArticle[] = []
  for (const [n, article] of articles.entries()) {
    const itsKeys = keysOf[n] ?? []
    const isClaimed = itsKeys.some((key) => claimed.has(key))
    for (const key of itsKeys) claimed.add(key)
    const isNewTo = ({ id }: Account) => !itsKeys.some((key) => given.get(id)?.has(key))
    const remaining = isClaimed ? [] : accounts.filter(isNewTo)
    if (remaining.length > 0) plans.push({ article, accounts: remaining })
    if (remaining.length < accounts.length) publishedBefore.push(article)
  }
  return { plans, publishedBefore }
}
