import type { BlockReason, Instant } from '@pressrun/events'
import type { Narrowing } from './task-filter.ts'

const isDue = (now: string) => `(tasks.eligible_at is null or tasks.eligible_at <= ${now})`

/** Each of these has an index of its own, of few tasks. */
const timed = (now: Instant, ...where: string[]): Narrowing => ({
  statuses: ['queued'],
  indexed: [`tasks.status = 'queued' and tasks.eligible_at > '-infinity'`],
  where: (bind) => [`tasks.eligible_at > ${bind(now)}`, ...where],
})
const failedBefore = (now: Instant, ...where: string[]): Narrowing => ({
  statuses: ['queued'],
  indexed: [`tasks.status = 'queued' and tasks.error is not null`],
  where: (bind) => [`tasks.eligible_at > ${bind(now)}`, ...where],
})
const toResolve: Narrowing = {
  statuses: ['unconfirmed'],
  indexed: [`tasks.status = 'unconfirmed' and tasks.eligible_at is null`],
}

const queued: Narrowing = { statuses: ['queued'] }
const toDeliver: Narrowing = { statuses: ['queued', 'unconfirmed'] }

/** Accounts that may send nothing for a while, whatever is queued in them. */
const limited = (now: string) => `
  select id from accounts where blocked_until > ${now}
  union select accounts.id from breakers join accounts on accounts.remote = breakers.remote
    where breakers.blocked_until > ${now}
  union select account_id from lanes where reason = 'rate-limit' and next_at > ${now}`

const behindBreakers = `select accounts.id from breakers
  join accounts on accounts.remote = breakers.remote where breakers.open_until is not null`

const busy = (column: string) =>
  `select distinct ${column} as id from tasks where status = 'running' and run_id > ''`

/**
 * Where tasks are that may be waiting for this: as few others as can be, as each is asked for what it
 * waits for, by the one function that knows.
 */
export const maybeBlocked: Readonly<Record<BlockReason, (now: Instant) => readonly Narrowing[]>> = {
  'run-not-started': () => [{ statuses: ['planned'] }],
  'account-held': () => [
    { statuses: ['held'] },
    { ...toDeliver, accounts: () => `select id from accounts where status = 'held'` },
  ],
  'account-paused': () => [
    { ...toDeliver, accounts: () => `select id from accounts where status = 'paused'` },
  ],
  'run-paused': () => [{ ...queued, runs: () => `select id from runs where status = 'paused'` }],
  'rate-limit': (now) => [{ ...queued, accounts: (bind) => limited(bind(now)) }],
  breaker: () => [{ ...queued, accounts: () => behindBreakers }],
  'account-in-flight': (now) => [
    { ...queued, accounts: () => busy('account_id'), where: (bind) => [isDue(bind(now))] },
  ],
  'run-concurrency': (now) => [
    { ...queued, runs: () => busy('run_id'), where: (bind) => [isDue(bind(now))] },
  ],
  scheduled: (now) => [timed(now, 'tasks.error is null')],
  backoff: (now) => [failedBefore(now)],
  reconciliation: (now) => [
    { statuses: ['unconfirmed'], where: () => ['tasks.eligible_at is not null'] },
    failedBefore(now, 'tasks.in_doubt'),
  ],
  resolution: () => [
    toResolve,
    {
      statuses: ['unconfirmed'],
      accounts: () => `select id from accounts where status = 'removed'`,
      where: () => ['tasks.eligible_at is not null'],
    },
  ],
  // All of them or none.
  restored: () => [
    {
      statuses: ['queued', 'running', 'held', 'unconfirmed'],
      where: () => ['exists (select from log_guard where restored_at is not null)'],
    },
  ],
}
