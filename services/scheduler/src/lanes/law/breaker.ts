import type { AccountId, TaskId } from '@pressrun/events'

/**
 * What is known of the remote behind some accounts. It opens when attempts fail for reasons of
 * infrastructure, one after the other and for several accounts; when its time is over, one task is its
 * probe, and how that goes decides.
 */
export type Breaker = {
  /** Failures since anything else was heard. */
  readonly failures: number
  /** Of which accounts; two are enough to know. */
  readonly accounts: readonly AccountId[]
  /** Open when not null; due for a probe from then on. */
  readonly openUntil: number | null
  readonly probe: TaskId | null
  /** The remote asked everybody to wait until then. */
  readonly blockedUntil: number | null
}

export const closedBreaker: Breaker = {
  failures: 0,
  accounts: [],
  openUntil: null,
  probe: null,
  blockedUntil: null,
}

/** What the end of an attempt says about the remote. */
export type Sign = {
  readonly accountId: AccountId
  readonly taskId: TaskId
  /** Ill: it could not be reached, or nobody knows what it did. Nothing: the trouble was our own. */
  readonly says: 'well' | 'ill' | 'nothing'
}

const failuresMax = 5
const accountsMin = 2
export const openMs = 60_000

export function heard(breaker: Breaker, sign: Sign, now: number): Breaker {
  if (breaker.openUntil !== null) return heardWhileOpen(breaker, sign, now)
  if (sign.says === 'nothing') return breaker
  if (sign.says === 'well') return breaker.failures === 0 ? breaker : { ...breaker, ...closed }
  const accounts = withAccount(breaker.accounts, sign.accountId)
  const failures = breaker.failures + 1
  const opens = failures >= failuresMax && accounts.length >= accountsMin
  return { ...breaker, failures, accounts, openUntil: opens ? now + openMs : null }
}

const closed = { failures: 0, accounts: [], openUntil: null, probe: null } as const

/**
 * What was on its way when it opened comes in late and proves nothing: only the probe does. One that
 * came to nothing leaves the try to another.
 */
function heardWhileOpen(breaker: Breaker, { taskId, says }: Sign, now: number): Breaker {
  if (taskId !== breaker.probe) return breaker
  if (says === 'well') return { ...breaker, ...closed }
  return { ...breaker, openUntil: says === 'ill' ? now + openMs : breaker.openUntil, probe: null }
}

function withAccount(accounts: readonly AccountId[], accountId: AccountId): readonly AccountId[] {
  if (accounts.length >= accountsMin || accounts.includes(accountId)) return accounts
  return [...accounts, accountId]
}

/** How many tasks may go to the remote now. */
export function roomBehind({ openUntil, probe }: Breaker, now: number): number {
  if (openUntil === null) return Infinity
  return isDue({ openUntil, probe }, now) ? 1 : 0
}

/** It is open and waits for somebody to try. */
export const isDue = ({ openUntil, probe }: Pick<Breaker, 'openUntil' | 'probe'>, now: number) =>
  openUntil !== null && openUntil <= now && probe === null

export const sentAsProbe = (breaker: Breaker, taskId: TaskId, now: number): Breaker =>
  isDue(breaker, now) ? { ...breaker, probe: taskId } : breaker

/** A remote whose breaker has opened or closed. */
export type Turned = { readonly remote: string; readonly isOpen: boolean }

export const turnedRemotes = (
  before: ReadonlyMap<string, Breaker>,
  after: ReadonlyMap<string, Breaker>,
): Turned[] =>
  [...after].flatMap(([remote, { openUntil }]) => {
    const isOpen = openUntil !== null
    const wasOpen = (before.get(remote)?.openUntil ?? null) !== null
    return isOpen === wasOpen ? [] : { remote, isOpen }
  })
