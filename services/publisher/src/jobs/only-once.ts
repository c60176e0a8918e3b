/**
 * Work requested again while it is under way is not begun a second time: the second caller gets the result of the
 * first.
 */
export function onlyOnce<Item, Result>(
  keyOf: (item: Item) => string,
  work: (item: Item) => Promise<Result>,
): (item: Item) => Promise<Result> {
  const underWay = new Map<string, Promise<Result>>()
  return (item) => {
    const key = keyOf(item)
    const known = underWay.get(key)
    if (known) return known
    const begun = work(item).finally(() => underWay.delete(key))
    underWay.set(key, begun)
    return begun
  }
}
