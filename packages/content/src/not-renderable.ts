/** Why a content cannot be rendered; in the form of an outcome, which it becomes on publishing. */
export type NotRenderable = {
  readonly outcome: 'rejected'
  readonly code: string
  readonly message: string
}
