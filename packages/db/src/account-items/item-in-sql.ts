/**
 * A recursive query `item (root, key)`: every key that each item was ever known by, in any source. Two readings are of
 * one item when they share a key, or when a third one shares keys with both. `roots` selects the first known keys of
 * each item.
 */
export const itemInSql = (roots: string): string => `recursive item (root, key) as (
    ${roots}
    union
    select item.root, known.key from item
      join article_sources on article_sources.keys @> array[item.key]
      cross join lateral unnest(article_sources.keys) known (key)
  )`

/**
 * Gives accounts the keys `claimed` (account_id, key), always in the same order, so that two transactions that claim
 * the same ones wait for each other without a deadlock. `given` are those that accounts already had.
 */
export const claimingInSql = (claimed: string): string => `claimed as (${claimed}), kept as (
    insert into account_items (account_id, key)
    select account_id, key from claimed order by account_id, key
    on conflict do nothing returning account_id, key
  ), given as (select account_id, key from claimed except select account_id, key from kept)`

/** Of the item that the article `$1` was made of, if any. */
export const itemOfArticleInSql = itemInSql(
  `select article_id, key from article_sources cross join lateral unnest(keys) key where article_id = $1`,
)
