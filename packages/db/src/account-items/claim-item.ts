import { query } from '../table/query.ts'
import type { AccountId, ArticleId } from '@pressrun/events'
import type pg from 'pg'
import { runAll } from '../transaction.ts'
import { claimingInSql, itemOfArticleInSql } from './item-in-sql.ts'
import { rememberItem } from './remember-item.ts'

/**
 * Gives the accounts the item that an article was made of, in the transaction that plans its run. Returns false, and
 * gives it to none of them, if one already has it or another transaction that commits first is giving it to one: this
 * one waits for that. Such an account then also knows the item as this article has it, and is found by that the next
 * time. An article that was made of no item can be given any number of times.
 */
export async function claimItem(
  client: pg.ClientBase,
  articleId: ArticleId,
  accountIds: readonly AccountId[],
): Promise<boolean> {
  await client.query('savepoint claim_item')
  const rows = await query<{ id: AccountId }>(
    client,
    `with ${itemOfArticleInSql},
      ${claimingInSql('select account_id, key from item cross join unnest($2::text[]) account_id')}
      select distinct account_id as id from given`,
    [articleId, accountIds],
  )
  const given = rows.map(({ id }) => id)
  if (given.length > 0) {
    // The others are not given it: it may be given to them alone later.
    await client.query('rollback to savepoint claim_item')
    await runAll(client, [rememberItem(articleId, given)])
  }
  await client.query('release savepoint claim_item')
  return given.length === 0
}
