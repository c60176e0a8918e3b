import type { SeenPost } from '../real-server.ts'
import { seenPosts } from './list-posts.ts'

// Responses of Ghost are read without declared types.
// oxlint-disable-next-line typescript/no-explicit-any
type Admin = (method: string, path: string, body?: unknown) => Promise<any>

const owner = { email: 'owner@example.org', password: 'a long one for tests 1' }

/** The user who sets the site up is its owner; returns the Admin API as the owner's session has it. */
export async function setUp(url: string): Promise<Admin> {
  let cookie = ''
  const admin: Admin = async (method, path, body) => {
    const response = await fetch(`${url}/ghost/api/admin/${path}`, {
      method,
      headers: { 'content-type': 'application/json', origin: url, cookie },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    cookie ||= response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    return text.startsWith('{') ? JSON.parse(text) : text
  }
  const setup = { ...owner, name: 'Owner', blogTitle: 'A real site' }
  await admin('POST', 'authentication/setup/', { setup: [setup] })
  cookie = ''
  await admin('POST', 'session/', { username: owner.email, password: owner.password })
  return admin
}

export type Integration = {
  readonly adminApiKey: string
  readonly contentApiKey: string
  revoke(): Promise<void>
}

type Key = { readonly type: 'admin' | 'content'; readonly secret: string }

export async function connectIntegration(admin: Admin, name: string): Promise<Integration> {
  const made = await admin('POST', 'integrations/?include=api_keys', { integrations: [{ name }] })
  const [{ id, api_keys: keys }] = made.integrations
  const secretOf = (type: Key['type']) =>
    (keys as Key[]).find((key) => key.type === type)?.secret ?? ''
  return {
    adminApiKey: secretOf('admin'),
    contentApiKey: secretOf('content'),
    async revoke() {
      await admin('DELETE', `integrations/${id}/`)
    },
  }
}

export async function listDrafts(admin: Admin): Promise<SeenPost[]> {
  return seenPosts(await admin('GET', 'posts/?formats=html&limit=all&filter=status:-published'))
}
