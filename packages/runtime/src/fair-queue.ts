/** A caller and its topic: a caller that wants many things waits for itself alone. */
export type Flow = { readonly caller: string; readonly topic: string }

type Caller<Item> = { size: number; readonly topics: Map<string, Set<Item>> }

/**
 * Items that wait for a scarce resource. Callers take turns, and so do the topics of each (fair queueing, J. Nagle,
 * RFC 970): however much one of them wants, another waits for one item of each caller at most.
 */
export class FairQueue<Item> {
  readonly #callers = new Map<string, Caller<Item>>()

  get isEmpty(): boolean {
    return this.#callers.size === 0
  }

  add(flow: Flow, item: Item): void {
    const caller = this.#callers.get(flow.caller) ?? { size: 0, topics: new Map() }
    const items = caller.topics.get(flow.topic) ?? new Set()
    items.add(item)
    caller.size += 1
    caller.topics.set(flow.topic, items)
    this.#callers.set(flow.caller, caller)
  }

  delete({ caller: name, topic }: Flow, item: Item): boolean {
    const caller = this.#callers.get(name)
    const items = caller?.topics.get(topic)
    if (!caller || !items?.delete(item)) return false
    caller.size -= 1
    if (items.size === 0) caller.topics.delete(topic)
    if (caller.size === 0) this.#callers.delete(name)
    return true
  }

  /**
   * Takes the next item in turn, of those that may have one: checked first for the caller, on any topic, and then for
   * each topic.
   */
  take(mayTake: (caller: string, topic?: string) => boolean = () => true): Item | undefined {
    for (const [name, caller] of this.#callers) {
      if (!mayTake(name)) continue
      for (const [topic, items] of caller.topics) {
        if (!mayTake(name, topic)) continue
        const [item] = items
        items.delete(item as Item)
        caller.size -= 1
        // The caller just served is the last from now on.
        caller.topics.delete(topic)
        if (items.size > 0) caller.topics.set(topic, items)
        this.#callers.delete(name)
        if (caller.size > 0) this.#callers.set(name, caller)
        return item
      }
    }
    return undefined
  }

  /** The items of the caller with the most, restricted to its largest topic. */
  largest(): { readonly size: number; readonly items: ReadonlySet<Item> } | undefined {
    let largest: Caller<Item> | undefined
    for (const caller of this.#callers.values())
      if (caller.size > (largest?.size ?? 0)) largest = caller
    if (!largest) return undefined
    let items: ReadonlySet<Item> = new Set()
    for (const topic of largest.topics.values()) if (topic.size > items.size) items = topic
    return { size: largest.size, items }
  }
}
