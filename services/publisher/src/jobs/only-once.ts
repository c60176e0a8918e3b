/**
 * Work that is asked for again while it is under way is not begun beside itself: who asks second
 * gets the result of the first. A late heartbeat makes JetStream hand a job out twice.
 */
export function onlyOnce<Item, More extends unknown[], Result>(
  keyOf: (item: Item) => string,
  work: (item: Item, ...more: More) => Promise<Result>,
): (item: Item, ...more: More) => Promise<Result> {
  const underWay = new Map<string, Promise<Result>>()
  return (item, ...more) => {
    const key = keyOf(item)
    const known = underWay.get(key)
    if (known) return known
    const begun = work(item, ...more).finally(() => underWay.delete(key))
    underWay.set(key, begun)
    return begun
  }
}
