import { createHash } from 'node:crypto'
import type { Answer } from '../../platform-fake.ts'
import { refuse } from './refuse.ts'

/** Access tokens of the reference PDS live two hours. */
const accessMs = 2 * 3_600_000

export const passwordOf = (name: string) => `app-${Buffer.from(name).toString('base64url')}-pass`
const nameIn = (password: unknown) =>
  Buffer.from(/^app-(.*)-pass(-new)?$/.exec(String(password))?.[1] ?? '', 'base64url').toString()

/** An account that its owner deactivated: it may log in, and not write. */
const isDeactivated = (name: string) => name.startsWith('deactivated-')

/** Names that are no valid handle become their hash. */
export const handleOf = (name: string) =>
  `${/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name) ? name : `a${hash(name).slice(0, 12)}`}.fake.test`

/** `did:plc` and 24 letters of base32. */
export const didOf = (name: string) =>
  `did:plc:${Array.from(hash(name).slice(0, 24), (digit) => 'abcdefghijklmnop'[parseInt(digit, 16)]).join('')}`

const hash = (text: string) => createHash('sha256').update(text).digest('hex')

/** An account whose app password was revoked; it can be reconnected with its new one. */
const revoked = /^revoked-/
const newPasswordOf = (name: string) => `${passwordOf(name)}-new`

type Token = { kind: 'access' | 'refresh'; name: string; until: number; number: number }

let issued = 0

const tokenOf = (token: Token) => `fake.${Buffer.from(JSON.stringify(token)).toString('base64url')}`

function tokenIn(authorization: string | undefined): Token | undefined {
  try {
    const text = /^Bearer fake\.([\w-]+)$/.exec(authorization ?? '')?.[1] ?? ''
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as Token
  } catch {
    return undefined
  }
}

export function sessionOf(name: string, now: number): Answer {
  issued += 1
  const [did, handle] = [didOf(name), handleOf(name)]
  const accessJwt = tokenOf({ kind: 'access', name, until: now + accessMs, number: issued })
  const refreshJwt = tokenOf({ kind: 'refresh', name, until: now + 30 * accessMs, number: issued })
  const state = isDeactivated(name) ? { active: false, status: 'deactivated' } : { active: true }
  return { status: 200, body: { did, handle, ...state, accessJwt, refreshJwt } }
}

/** The name of the account whose identifier and password these are. */
export function authenticate(identifier: unknown, password: unknown): string | undefined {
  const name = nameIn(password)
  const passwords = revoked.test(name) ? [] : [passwordOf(name)]
  if (name === '' || ![...passwords, newPasswordOf(name)].includes(String(password)))
    return undefined
  const known = [handleOf(name), didOf(name)]
  return known.includes(String(identifier).toLowerCase()) ? name : undefined
}

/** Of an expired token, too; empty for an invalid one. */
export const nameOfToken = (authorization: string | undefined) => tokenIn(authorization)?.name ?? ''

/** Why a token is rejected; with 400 where one would expect 401, as in the reference PDS. */
export function refuseToken(
  authorization: string | undefined,
  kind: Token['kind'],
  now: number,
): Answer | undefined {
  if (!authorization?.startsWith('Bearer '))
    return refuse(401, 'AuthMissing', 'Authentication Required')
  const token = tokenIn(authorization)
  if (token?.kind !== kind) return refuse(400, 'InvalidToken', 'Token could not be verified')
  return token.until > now ? undefined : refuse(400, 'ExpiredToken', 'Token has expired')
}
