import type { AccountId, ArticleId } from '@pressrun/events'
import type { Statement } from '../table/query.ts'
import { itemOfArticleInSql } from './item-in-sql.ts'

/**
 * Gives the accounts the item that an article was made of, if any, because a caller asked: no source and no schedule
 * gives it to them again by itself. Always in the same order, so that two concurrent writers do not deadlock.
 */
export const rememberItem = (
  articleId: ArticleId,
  accountIds: readonly AccountId[],
): Statement => ({
  text: `with ${itemOfArticleInSql}
    insert into account_items (account_id, key)
    select account_id, key from item cross join unnest($2::text[]) account_id
    order by account_id, key on conflict do nothing`,
  values: [articleId, accountIds],
})

/** For an account that is removed. */
export const forgetItems = (id: AccountId): Statement => ({
  text: 'delete from account_items where account_id = $1',
  values: [id],
})
