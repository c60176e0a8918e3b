/** What static checks need to know about this installation. */
export interface Surroundings {
  /** Absolute. */
  dataDir: string
  privateTargets: readonly string[]
  /** Absolute: directories outside the data dir that folders may be read from. */
  sourceDirs?: readonly string[]
}
