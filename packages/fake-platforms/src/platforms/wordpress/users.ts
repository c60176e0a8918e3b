import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Twenty-four letters and digits in six groups, as WordPress shows them. */
export const passwordOf = (username: string): string =>
  createHash('sha256')
    .update(`wordpress ${username}`)
    .digest('hex')
    .slice(0, 24)
    .replace(/(.{4})(?=.)/g, '$1 ')

export type User = { name: string; isLoggedIn: boolean; mayPublish: boolean }

/** The user that a request claims; `contributor-…` may write drafts, and not publish them. */
export function userOf({ authorization = '' }: IncomingHttpHeaders): User {
  const [, encoded = ''] = /^Basic (.+)$/.exec(authorization) ?? []
  const [name = '', ...rest] = Buffer.from(encoded, 'base64').toString().split(':')
  const bare = (password: string) => password.replaceAll(' ', '')
  const isLoggedIn = name !== '' && bare(rest.join(':')) === bare(passwordOf(name))
  return { name, isLoggedIn, mayPublish: isLoggedIn && !name.startsWith('contributor-') }
}
