/**
 * What a platform shows differently because it cannot show the original: the document of the corpus with it, what
 * cannot be shown, and the whole difference.
 */
export type Difference = {
  readonly document: string
  readonly because: string
  readonly difference: readonly string[]
  /** On the page, where that differs. */
  readonly onPage?: readonly string[]
}
