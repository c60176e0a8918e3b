import type { AccountId } from '@pressrun/events'
import type pg from 'pg'
import type { NewArticle } from './keep-items.ts'
import type { Account, RunPlan } from './plan-runs.ts'

/** What is to be published, and what is held back because accounts were given it before. */
export type Claimed = {
  readonly plans: readonly RunPlan[]
  readonly publishedBefore: readonly NewArticle[]
}

/**
 * Gives new items to the accounts, once for ever: what an account was given before from any source, or is being
 * given by another scan at this moment, is held back from it.
 */
export async function claimItems(
  client: pg.ClientBase,
  accounts: readonly Account[],
  articles: readonly NewArticle[],
): Promise<Claimed> {
  const keys = [...new Set(articles.flatMap(({ item }) => item.keys ?? []))]
  const given = await claimKeys(client, accounts, keys)
  const claimed = new Set<string>()
  const plans: RunPlan[] = []
  const publishedBefore: NewArticle[] = []
  for (const article of articles) {
    const itsKeys = article.item.keys ?? []
    const isClaimed = itsKeys.some((key) => claimed.has(key))
    for (const key of itsKeys) claimed.add(key)
    const isNewTo = ({ id }: Account) => !itsKeys.some((key) => given.get(id)?.has(key))
    const remaining = isClaimed ? [] : accounts.filter(isNewTo)
    if (remaining.length > 0) plans.push({ article, accounts: remaining })
    if (remaining.length < accounts.length) publishedBefore.push(article)
  }
  return { plans, publishedBefore }
}

type Given = { readonly account_id: AccountId; readonly key: string }

/**
 * Returns the keys that accounts have already. Two transactions that claim the same key wait for each other:
 * always in the same order, so that both never do.
 */
async function claimKeys(
  client: pg.ClientBase,
  accounts: readonly Account[],
  keys: readonly string[],
): Promise<Map<AccountId, Set<string>>> {
  const given = new Map<AccountId, Set<string>>()
  if (keys.length === 0) return given
  const { rows } = await client.query<Given>({
    name: 'claim-item-keys',
    text: `with claimed as (
        select account_id, key from unnest($1::text[]) account_id cross join unnest($2::bigint[]) key
      ), kept as (
        insert into account_items (account_id, key)
        select account_id, key from claimed order by account_id, key
        on conflict do nothing returning account_id, key
      ) select account_id, key::text from claimed except select account_id, key::text from kept`,
    values: [accounts.map(({ id }) => id), keys],
  })
  for (const [id, ofAccount] of Map.groupBy(rows, ({ account_id }) => account_id))
    given.set(id, new Set(ofAccount.map(({ key }) => key)))
  return given
}
