/** Why content or settings cannot be used; found before anything is sent. */
export interface Violation {
  /** Stable, kebab-case. */
  code: string
  /** Where, with dots: `title`, `settings.url`. */
  path: string
  message: string
  limit?: number
  actual?: number
}
