/** Distinguishes an item from others, in any source and under any address. */
export type ItemSigns = {
  /** Its id in the feed, unless that is its link. */
  readonly guid?: string
  /** Not unique across feeds, as `17`. */
  readonly isGuidBare: boolean
  readonly link?: string
  readonly title?: string
  readonly content?: string
  /** Its text is so short that another item may well have the same. */
  readonly isShort: boolean
  /** In milliseconds. */
  readonly publishedAt?: number
}
