import { accountLimits, accountStatuses, laneReasons } from '@pressrun/events'
import { closedBreaker, type Breaker } from '../rules/breaker.ts'
import { rateNames, type RestAt } from '../rules/rates.ts'
import type { LaneRow } from './rows-to-write.ts'
import type { Account } from './load-state.ts'

/** Beyond what virtual time ever reaches. */
const virtualTimeMax = 1e12
/** JavaScript has no instants beyond. */
const instantMaxMs = 8.64e15

/**
 * Validates rows on their way into memory: a value we never write counts as absent. An account with a broken row blocks
 * only itself: nothing goes out while its limits cannot be read.
 */
export function soundAccount({ accountId, facts, row }: Account): Account {
  const limits = accountLimits.safeParse(facts.limits)
  const isReadable = limits.success && accountStatuses.includes(facts.status)
  return {
    accountId,
    facts: {
      ...facts,
      status: isReadable ? facts.status : 'paused',
      limits: limits.data ?? {},
      blockedUntil: instantOf(facts.blockedUntil),
    },
    row: row && soundRow(row),
  }
}

function soundRow({
  virtualTime,
  restAt,
  healthy,
  lastAt,
  reason,
  until,
}: Omit<LaneRow, 'accountId'>) {
  return {
    virtualTime:
      Number.isFinite(virtualTime) && Math.abs(virtualTime) < virtualTimeMax ? virtualTime : 0,
    restAt: soundRest(restAt),
    healthy,
    lastAt: instantOf(lastAt),
    reason: reason !== null && laneReasons.includes(reason) ? reason : null,
    until: instantOf(until),
  }
}

const soundRest = (restAt: RestAt): RestAt =>
  Object.fromEntries(
    rateNames.flatMap((name) => {
      const at = instantOf((restAt as RestAt | null)?.[name])
      return at === null ? [] : [[name, at]]
    }),
  )

export function soundBreaker({
  failures,
  failingSince,
  accounts,
  openUntil,
  probe,
  blockedUntil,
}: Breaker): Breaker {
  return {
    ...closedBreaker,
    failures: Math.max(0, failures),
    failingSince: instantOf(failingSince),
    accounts: Array.isArray(accounts) ? accounts : [],
    openUntil: instantOf(openUntil),
    probe,
    blockedUntil: instantOf(blockedUntil),
  }
}

/** JSON has Infinity as a string. */
const instantOf = (ms: unknown): number | null =>
  typeof ms === 'number' && Math.abs(ms) <= instantMaxMs ? ms : null
