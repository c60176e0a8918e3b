/** Items by key, the smallest first. It holds an item at most once. */
export class Heap<Item> {
  readonly #entries: { readonly item: Item; readonly key: number }[] = []
  readonly #places = new Map<Item, number>()

  get size(): number {
    return this.#entries.length
  }

  /** The smallest key; Infinity when it is empty. */
  get firstKey(): number {
    return this.#entries[0]?.key ?? Infinity
  }

  has(item: Item): boolean {
    return this.#places.has(item)
  }

  set(item: Item, key: number): void {
    const place = this.#places.get(item) ?? this.#entries.length
    this.#put({ item, key }, place)
    this.#sink(this.#rise(place))
  }

  delete(item: Item): void {
    const place = this.#places.get(item)
    if (place === undefined) return
    this.#places.delete(item)
    const last = this.#entries.pop()
    if (!last || last.item === item) return
    this.#put(last, place)
    this.#sink(this.#rise(place))
  }

  /** Takes the item with the smallest key. */
  shift(): Item | undefined {
    const first = this.#entries[0]?.item
    if (first !== undefined) this.delete(first)
    return first
  }

  #rise(from: number): number {
    let place = from
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (this.#keyAt(parent) <= this.#keyAt(place)) break
      this.#swap(place, parent)
      place = parent
    }
    return place
  }

  #sink(from: number): void {
    for (let place = from; ;) {
      const left = 2 * place + 1
      const child = this.#keyAt(left + 1) < this.#keyAt(left) ? left + 1 : left
      if (this.#keyAt(child) >= this.#keyAt(place)) return
      this.#swap(place, child)
      place = child
    }
  }

  #keyAt = (place: number) => this.#entries[place]?.key ?? Infinity

  #swap(a: number, b: number): void {
    const [one, other] = [this.#entries[a], this.#entries[b]]
    if (!one || !other) return
    this.#put(one, b)
    this.#put(other, a)
  }

  #put(entry: { readonly item: Item; readonly key: number }, place: number): void {
    this.#entries[place] = entry
    this.#places.set(entry.item, place)
  }
}
