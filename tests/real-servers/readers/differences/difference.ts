/**
 * What readers of a platform see otherwise than it was written because the platform cannot hold it: the
 * document of the corpus that shows it, what it is that cannot be held, and the whole difference.
 */
export type Difference = {
  readonly document: string
  readonly because: string
  readonly difference: readonly string[]
  /** On the page, where that is another one. */
  readonly onPage?: readonly string[]
}
