/** Why content or settings cannot be used; found before anything is sent. */
export type Violation = {
  /** Stable, kebab-case. */
  readonly code: string
  /** Where, with dots: `title`, `settings.url`. */
  readonly path: string
  readonly message: string
  readonly limit?: number
  readonly actual?: number
}
