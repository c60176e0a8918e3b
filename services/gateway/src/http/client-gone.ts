/** The client has left, and what was read was for it alone. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone'

  constructor() {
    super('the client has left')
  }
}
