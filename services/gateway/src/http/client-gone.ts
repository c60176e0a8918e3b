/** The client has left, and the result was for it alone. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone'

  constructor() {
    super('the client has left')
  }
}
