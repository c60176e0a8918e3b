/** The facts about this installation that static checks need. */
export type Installation = {
  /** Absolute. */
  readonly dataDir: string
  readonly privateTargets: readonly string[]
  /** Absolute: directories outside the data dir that folders may be read from. */
  readonly sourceDirs?: readonly string[]
}
