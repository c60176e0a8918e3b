/** Lines of Markdown inside the quotes and lists that are open. */
export class Blocks {
  #lines: string[] = []
  #prefixes: string[] = []
  /** The marker of a list item that is still empty. */
  #marker: string | undefined
  #gap = false

  get depth(): number {
    return this.#prefixes.length
  }

  /** Writes a paragraph, heading or other block, preceded by an empty line. */
  write(block: string): void {
    if (this.#gap) this.#lines.push(this.#prefix.trimEnd())
    for (const line of block.split('\n')) {
      this.#lines.push(`${this.#linePrefix()}${line}`.trimEnd())
    }
    this.#gap = true
  }

  openQuote(): void {
    this.#flushMarker()
    if (this.#gap) this.#lines.push(this.#prefix.trimEnd())
    this.#gap = false
    this.#prefixes.push('> ')
  }

  /** List items follow each other without an empty line. */
  openItem(marker: string, isFirst: boolean): void {
    this.#flushMarker()
    if (this.#gap && isFirst && this.#prefixes.at(-1)?.trim() !== '')
      this.#lines.push(this.#prefix.trimEnd())
    this.#gap = false
    this.#marker = marker
    this.#prefixes.push(' '.repeat(marker.length))
  }

  close(): void {
    this.#flushMarker()
    this.#prefixes.pop()
    this.#gap = this.#lines.length > 0
  }

  get text(): string {
    return this.#lines.join('\n').trim()
  }

  get #prefix(): string {
    return this.#prefixes.join('')
  }

  #linePrefix(): string {
    const marker = this.#marker
    this.#marker = undefined
    if (marker === undefined) return this.#prefix
    return `${this.#prefixes.slice(0, -1).join('')}${marker}`
  }

  /** An item that begins with another block gets a line of its own. */
  #flushMarker(): void {
    if (this.#marker !== undefined) this.#lines.push(this.#linePrefix().trimEnd())
  }
}
