import { LRUCache } from 'lru-cache'

/**
 * Caches loads by a key that names one immutable thing (a content hash, an account's version); `more` may help to load
 * it, and does not change the result. Keeps the `entriesMax` used last; a load that fails is forgotten at once.
 */
export function memoize<Key extends string, Value, More extends unknown[] = []>(
  load: (key: Key, ...more: More) => Promise<Value>,
  entriesMax: number,
): (key: Key, ...more: More) => Promise<Value> {
  const entries = new LRUCache<Key, Promise<Value>>({ max: entriesMax })
  return (key, ...more) => {
    const cached = entries.get(key)
    if (cached) return cached
    const loading = load(key, ...more)
    entries.set(key, loading)
    loading.catch(() => {
      // The key may have been loaded anew meanwhile.
      if (entries.peek(key) === loading) entries.delete(key)
    })
    return loading
  }
}
