export type PdsAccount = {
  readonly did: string
  readonly handle: string
  readonly appPassword: string
  revoke(): Promise<void>
}

const appPasswordName = 'Pressrun'

export async function createAccount(url: string): Promise<PdsAccount> {
  const handle = 'alice.test'
  const account = { handle, email: 'alice@example.org', password: 'a long one for tests 1' }
  const { did, accessJwt } = await call(url, 'com.atproto.server.createAccount', account)
  const asOwner = (method: string, body: object) => call(url, method, body, accessJwt)
  const { password } = await asOwner('com.atproto.server.createAppPassword', {
    name: appPasswordName,
  })
  return {
    did,
    handle,
    appPassword: password,
    async revoke() {
      await asOwner('com.atproto.server.revokeAppPassword', { name: appPasswordName })
    },
  }
}

// Responses of the PDS are read without declared types.
// oxlint-disable-next-line typescript/no-explicit-any
async function call(url: string, method: string, body: object, token?: string): Promise<any> {
  const response = await fetch(`${url}/xrpc/${method}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method}: ${response.status} ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}
