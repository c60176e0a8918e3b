import { createHash } from 'node:crypto'
import type { Verification } from '@pressrun/events'
import type { Tools } from '../contract.ts'
import type { Cacheable } from '../cache.ts'
import type { NotSent, Unknown } from '../outcomes.ts'
import type { Refusal } from '../refusal.ts'
import { readRefusal } from './read-refusal.ts'
import type { Credentials, Settings } from './settings.ts'
import type { Unanswered } from '../call-json.ts'
import { succeeded, xrpc, type XrpcAnswer } from './xrpc.ts'

export type Account = {
  readonly settings: Settings
  readonly credentials: Credentials
  /** Handles change; the DID found when the account was verified stays. */
  readonly verified: Verification | null
  readonly signal: AbortSignal
}

export type Session = {
  readonly outcome: 'session'
  readonly did: string
  readonly handle: string
  readonly accessJwt: string
}

export type Login = Session | Refusal | NotSent

/** Tokens of the reference PDS live two hours. */
const sessionKeepMs = 90 * 60_000

/** Bluesky limits log-ins most (30 in 5 minutes, 300 a day): there is one for all jobs. */
export function openSession(account: Account, tools: Tools): Promise<Login> {
  return tools.cache.getOrLoad(keyOf(account), () => logIn(account, tools))
}

/** Replaces a session that the platform rejects; once for all concurrent jobs. */
export function renewSession(over: Session, account: Account, tools: Tools): Promise<Login> {
  const key = `${keyOf(account)} after ${hashOf(over.accessJwt)}`
  return tools.cache.getOrLoad(key, async () => {
    const login = await openAnew(account, tools)
    return { value: login, ttlMs: login.outcome === 'session' ? sessionKeepMs : 0 }
  })
}

/** Proves that the credentials are good now; the next job reuses its session. */
export function openAnew(account: Account, tools: Tools): Promise<Login> {
  tools.cache.remove(keyOf(account))
  return openSession(account, tools)
}

/** Whatever the outcome of a log-in, no record was written by it. */
export const nothingWritten = (
  refused: Exclude<Login, Session>,
): Exclude<Login, Session | Unknown> =>
  refused.outcome === 'unknown' ? { ...refused, outcome: 'not-sent' } : refused

async function logIn(account: Account, tools: Tools): Promise<Cacheable<Login>> {
  const { settings, credentials, signal } = account
  const body = JSON.stringify({
    identifier: identifierOf(account),
    password: credentials.appPassword,
  })
  const nsid = 'com.atproto.server.createSession'
  const result = await xrpc({ service: settings.service, nsid, body, signal }, tools)
  const login = readLogin(result, credentials, tools.now())
  return { value: login, ttlMs: ttlMs(login, tools.now()) }
}

/** Asking again before a limit ends would only lengthen it. */
function ttlMs(login: Login, now: Date): number {
  if (login.outcome === 'session') return sessionKeepMs
  if (login.outcome !== 'rate-limited' || !login.until) return 0
  return login.until.getTime() - now.getTime()
}

function readLogin(result: XrpcAnswer | Unanswered, credentials: Credentials, now: Date): Login {
  if (result.outcome !== 'answered') return result
  const { did, handle, accessJwt, active, status } = result.reply
  if (!succeeded(result)) return readRefusal(result, credentials, now)
  // It may log in, and nothing it writes is taken.
  if (active === false)
    return { outcome: 'auth-required', message: `the account is ${inactiveStatus(status)}` }
  if (!isDid(did) || typeof handle !== 'string' || typeof accessJwt !== 'string')
    return { outcome: 'unknown', code: 'answer-unreadable', message: 'the log-in gave no session' }
  return { outcome: 'session', did, handle, accessJwt }
}

/** com.atproto.server.createSession names `takendown`, `suspended` and `deactivated`. */
const inactiveStatus = (status: unknown): string =>
  typeof status === 'string' && /^[a-z]{1,40}$/.test(status) ? status : 'not active'

export const isDid = (did: unknown): did is string =>
  typeof did === 'string' && /^did:[a-z]+:[A-Za-z0-9._:%-]{1,200}$/.test(did)

const identifierOf = ({ settings, verified }: Pick<Account, 'settings' | 'verified'>): string =>
  isDid(verified?.identity?.id) ? verified.identity.id : settings.identifier

const keyOf = (account: Account) =>
  `bluesky session ${hashOf(
    JSON.stringify([
      account.settings.service,
      identifierOf(account),
      account.credentials.appPassword,
    ]),
  )}`

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url')
