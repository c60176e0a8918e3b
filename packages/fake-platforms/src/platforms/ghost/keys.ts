import { createHash, createHmac } from 'node:crypto'
import type { Answer } from '../../platform-fake.ts'
import { badToken, ghostError } from './errors.ts'

/** The id of a key names its integration. */
export const keyOf = (name: string): string =>
  `${Buffer.from(name).toString('hex')}:${secretOf(name)}`

const secretOf = (name: string) => createHash('sha256').update(`ghost ${name}`).digest('hex')

const livesSecondsMax = 5 * 60

type Part = { alg?: string; kid?: string; iat?: number; exp?: number; aud?: string }

/** The integration that a request claims, proved or not. */
export function integrationOf(authorization: string | undefined): string {
  const { kid = '' } = readPart(tokenOf(authorization).split('.')[0])
  return Buffer.from(kid, 'hex').toString() || 'nobody'
}

/** Why a request is refused. */
export function refuseToken(authorization: string | undefined, nowMs: number): Answer | undefined {
  if (authorization === undefined)
    return ghostError(403, { type: 'NoPermissionError', message: 'Authorization failed' })
  const [head = '', claims = '', signature] = tokenOf(authorization).split('.')
  if (readPart(head).alg !== 'HS256') return badToken('invalid algorithm')
  const key = Buffer.from(secretOf(integrationOf(authorization)), 'hex')
  const expected = createHmac('sha256', key).update(`${head}.${claims}`).digest('base64url')
  if (signature !== expected) return badToken('invalid signature')
  return refuseClaims(readPart(claims), nowMs / 1000)
}

function refuseClaims({ iat = 0, exp = 0, aud }: Part, now: number): Answer | undefined {
  if (aud !== '/admin/') return badToken('jwt audience invalid')
  if (exp <= now || iat + livesSecondsMax <= now) return badToken('jwt expired')
  return exp - iat > livesSecondsMax ? badToken('maxAge exceeded') : undefined
}

const tokenOf = (authorization = '') => authorization.replace(/^Ghost /, '')

function readPart(part: string | undefined): Part {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Part
  } catch {
    return {}
  }
}
