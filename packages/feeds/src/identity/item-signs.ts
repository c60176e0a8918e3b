/** What tells an item apart from others, whatever source it comes from and under whatever address. */
export type ItemSigns = {
  /** The id it has in its feed, unless that is its link. */
  readonly guid?: string
  /** Other feeds may have the same: `17`. */
  readonly isGuidBare: boolean
  readonly link?: string
  readonly title?: string
  readonly content?: string
  /** Its text says so little that another item may well say the same. */
  readonly isShort: boolean
  /** In milliseconds. */
  readonly publishedAt?: number
}
