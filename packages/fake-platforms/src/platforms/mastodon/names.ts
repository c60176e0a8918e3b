import { createHash } from 'node:crypto'

/** An account of a server that runs snac2 (seen with 2.75 and 2.96), which its settings do not say. */
export const isAtSnac = (account: string) => account.startsWith('snac-')

/** An account of a server that speaks the API and does not know the header. */
export const ignoresKeys = (account: string) =>
  account.startsWith('ignores-keys-') || isAtSnac(account)

/** The token names its account: every name is an account. */
export const tokenOf = (name: string) => `masto-${Buffer.from(name).toString('base64url')}`

export function nameOf(authorization: string | undefined): string | undefined {
  const token = /^Bearer masto-([\w-]+)$/.exec(authorization ?? '')?.[1]
  return token && Buffer.from(token, 'base64url').toString()
}

/** `revoked-` before a token makes it a revoked one, by a server of the account's kind. */
export const isRevokedAtSnac = (authorization: string | undefined): boolean =>
  isAtSnac(nameOf(authorization?.replace('Bearer revoked-', 'Bearer ')) ?? '')

export const idOf = (name: string) =>
  BigInt(`0x1${createHash('sha256').update(name).digest('hex').slice(0, 14)}`).toString()
