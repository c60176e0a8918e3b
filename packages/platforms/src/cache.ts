import { LRUCache } from 'lru-cache'

type Entry = { readonly value: Promise<unknown>; expiresAtMs: number }

/** A value and its lifetime. */
export type Cacheable<Value> = { readonly value: Value; readonly ttlMs: number }

/** A process's data about platforms, under a key that names all it depends on. */
export type Cache = {
  /** Loads a missing value; concurrent callers wait for the same load. A failure is forgotten. */
  getOrLoad<Value>(key: string, load: () => Promise<Cacheable<Value>>): Promise<Value>
  /** The stored value, without a load. */
  peek<Value>(key: string): Promise<Value> | undefined
  remove(key: string): void
}

/** Sessions and instance limits of this many accounts; the least recently used are dropped. */
const entriesMax = 10_000

export function createCache(now: () => number): Cache {
  const entries = new LRUCache<string, Entry>({ max: entriesMax })
  const load = <Value>(key: string, loader: () => Promise<Cacheable<Value>>): Promise<Value> => {
    const loading = loader()
    const entry: Entry = { value: loading.then(({ value }) => value), expiresAtMs: Infinity }
    entries.set(key, entry)
    loading.then(
      ({ ttlMs }) => {
        entry.expiresAtMs = now() + ttlMs
      },
      () => {
        if (entries.peek(key) === entry) entries.delete(key)
      },
    )
    return entry.value as Promise<Value>
  }
  const peek = <Value>(key: string): Promise<Value> | undefined => {
    const known = entries.get(key)
    return known && known.expiresAtMs > now() ? (known.value as Promise<Value>) : undefined
  }
  return {
    getOrLoad: (key, loader) => peek(key) ?? load(key, loader),
    peek,
    remove: (key) => void entries.delete(key),
  }
}
