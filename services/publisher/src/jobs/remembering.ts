/**
 * Remembers what was loaded by a key that names one immutable thing (a content hash, an account's
 * version). Keeps the `entriesMax` newest; a load that fails is forgotten at once.
 */
export function remembering<Key extends string, Value>(
  load: (key: Key) => Promise<Value>,
  entriesMax: number,
): (key: Key) => Promise<Value> {
  const entries = new Map<Key, Promise<Value>>()
  const forgetOldest = () => {
    for (const key of entries.keys()) {
      if (entries.size <= entriesMax) return
      entries.delete(key)
    }
  }
  return (key) => {
    const known = entries.get(key)
    if (known) return known
    const loading = load(key)
    entries.set(key, loading)
    loading.catch(() => {
      // The key may have been loaded anew meanwhile.
      if (entries.get(key) === loading) entries.delete(key)
    })
    forgetOldest()
    return loading
  }
}
