/** Why nothing can be made of a content; in the form of an outcome, which it becomes when it is to be published. */
export type NotRenderable = {
  readonly outcome: 'rejected'
  readonly code: string
  readonly message: string
}
