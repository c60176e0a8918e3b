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

/** Of the item that the article `$1` was made of, if any. */
export const itemOfArticleInSql = itemInSql(
  `select article_id, key from article_sources cross join lateral unnest(keys) key where article_id = $1`,
)
