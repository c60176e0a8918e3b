import { createHmac } from 'node:crypto'

/** Ghost rejects tokens that live longer. */
const livesSeconds = 5 * 60

/** The JWT (RFC 7519, HS256) Ghost's Admin API wants: https://ghost.org/docs/admin-api/#token-authentication */
export function tokenOf(adminApiKey: string, now: Date): string {
  const [id, secret = ''] = adminApiKey.split(':')
  const issuedAt = Math.floor(now.getTime() / 1000)
  const head = encode({ alg: 'HS256', typ: 'JWT', kid: id })
  const claims = encode({ iat: issuedAt, exp: issuedAt + livesSeconds, aud: '/admin/' })
  const signature = createHmac('sha256', Buffer.from(secret, 'hex')).update(`${head}.${claims}`)
  return `${head}.${claims}.${signature.digest('base64url')}`
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
