import { LRUCache } from 'lru-cache'

type Entry = { readonly value: Promise<unknown>; expiresAtMs: number }

/** A value and how long it may be kept. */
export type Remembered<Value> = { readonly value: Value; readonly keepMs: number }

/** What a process remembers of platforms, under a key that names all it depends on. */
export type Memory = {
  /** Loads what is not known; who asks meanwhile waits for the same load. A failure is forgotten. */
  remember<Value>(key: string, load: () => Promise<Remembered<Value>>): Promise<Value>
  /** What is known, without loading anything. */
  recall<Value>(key: string): Promise<Value> | undefined
  forget(key: string): void
}

/** Sessions and instance limits of this many accounts; those used longest ago make room. */
const entriesMax = 10_000

export function createMemory(now: () => number): Memory {
  const entries = new LRUCache<string, Entry>({ max: entriesMax })
  const load = <Value>(key: string, loader: () => Promise<Remembered<Value>>): Promise<Value> => {
    const loading = loader()
    const entry: Entry = { value: loading.then(({ value }) => value), expiresAtMs: Infinity }
    entries.set(key, entry)
    loading.then(
      ({ keepMs }) => {
        entry.expiresAtMs = now() + keepMs
      },
      () => {
        if (entries.peek(key) === entry) entries.delete(key)
      },
    )
    return entry.value as Promise<Value>
  }
  const recall = <Value>(key: string): Promise<Value> | undefined => {
    const known = entries.get(key)
    return known && known.expiresAtMs > now() ? (known.value as Promise<Value>) : undefined
  }
  return {
    remember: (key, loader) => recall(key) ?? load(key, loader),
    recall,
    forget: (key) => void entries.delete(key),
  }
}
