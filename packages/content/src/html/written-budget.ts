import { contentMaxima } from '../content-maxima.ts'

/** Far more than the longest article has, in characters. */
const writtenMax = 4 * contentMaxima.body
/** More than the marks of any node take. */
const perNode = 8

/** Short HTML can become very long Markdown: by many links with a long base, for instance. */
export class MarkdownTooLong extends Error {}

/** Counts the text to be written while the tree grows, so that it cannot grow endlessly. */
export class WrittenBudget {
  #written = 0

  charge(characters: number): void {
    this.#written += characters + perNode
    if (this.#written > writtenMax) throw new MarkdownTooLong()
  }
}
