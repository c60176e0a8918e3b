const smallestPage = 4_096

/**
 * The bytes of a response as they come. Each piece may be a single byte (a chunk of its own), and stored as pieces
 * they would take a hundred times their size.
 */
export class AnswerBytes {
  #page: Buffer | undefined
  #length = 0

  get length(): number {
    return this.#length
  }

  add(piece: Buffer): void {
    const length = this.#length + piece.length
    // Most responses are one piece, which is not copied: it leaves no space to write into.
    if (this.#page === undefined) this.#page = piece
    else {
      if (length > this.#page.length) this.#page = this.#larger(this.#page, length)
      piece.copy(this.#page, this.#length)
    }
    this.#length = length
  }

  /** No more than `max` of them. */
  begin(max: number): Buffer {
    return (this.#page ?? Buffer.alloc(0)).subarray(0, Math.min(this.#length, max))
  }

  #larger(page: Buffer, length: number): Buffer {
    const larger = Buffer.allocUnsafe(Math.max(smallestPage, 2 * page.length, length))
    page.copy(larger, 0, 0, this.#length)
    return larger
  }
}
