import { maxInFlightDefault, type BlockReason, type Instant } from '@pressrun/events'
import { runOfTask } from '@pressrun/db'
import type { Narrowing } from './newest-tasks/wanted.ts'

const isLater = (now: string) => `tasks.not_before > ${now}`
const isDue = (now: string) => `(tasks.not_before is null or tasks.not_before <= ${now})`

const queued: Narrowing = { statuses: ['queued'] }
const unconfirmed: Narrowing = { statuses: ['unconfirmed'] }
const toDeliver: Narrowing = { statuses: ['queued', 'unconfirmed'] }

const later = (now: Instant, ...where: string[]): Narrowing => ({
  ...queued,
  timed: 'all',
  where: (bind) => [isLater(bind(now)), ...where],
})
const laterAgain = (now: Instant, ...where: string[]): Narrowing => ({
  ...queued,
  timed: 'tried',
  where: (bind) => [isLater(bind(now)), 'tasks.error is not null', ...where],
})

/** Accounts that may send nothing for a while, whatever is queued in them. */
export const limitedAccounts = (now: string) => `
  select id from accounts where blocked_until > ${now}
  union select accounts.id from breakers join accounts on accounts.upstream = breakers.upstream
    where breakers.blocked_until > ${now}
  union select account_id from lanes where reason = 'rate-limit' and next_at > ${now}`

export const accountsBehindBreakers = `select accounts.id from breakers
  join accounts on accounts.upstream = breakers.upstream where breakers.open_until is not null`

export const accountsIn = (status: string) => `select id from accounts where status = '${status}'`

/** Accounts at the limit of tasks on their way, or of a rate. */
const busyAccounts = `
  select accounts.id from (
    select account_id, count(*) as tasks from running group by account_id) busy
  join accounts on accounts.id = busy.account_id
  left join lanes on lanes.account_id = busy.account_id
  where busy.tasks >= coalesce((accounts.limits->>'maxInFlight')::integer, ${maxInFlightDefault})
    or lanes.reason = 'account-in-flight'`

const busyRuns = `
  select runs.id from (
    select ${runOfTask('task_id')} as id, count(*) as tasks from running group by 1) busy
  join runs on runs.id = busy.id where busy.tasks >= runs.concurrency`

/**
 * Where tasks may be that wait for this reason: as few others as possible, as each is checked by the one function that
 * knows what a task waits for.
 */
export const maybeBlocked: Readonly<Record<BlockReason, (now: Instant) => readonly Narrowing[]>> = {
  'run-not-started': () => [{ statuses: ['planned'] }],
  'account-held': () => [
    { statuses: ['held'] },
    { ...toDeliver, accounts: () => accountsIn('held') },
  ],
  'account-paused': () => [{ ...toDeliver, accounts: () => accountsIn('paused') }],
  'run-paused': () => [{ ...queued, runs: () => `select id from runs where status = 'paused'` }],
  'rate-limit': (now) => [{ ...queued, accounts: (bind) => limitedAccounts(bind(now)) }],
  breaker: () => [{ ...queued, accounts: () => accountsBehindBreakers }],
  'account-in-flight': (now) => [
    { ...queued, accounts: () => busyAccounts, where: (bind) => [isDue(bind(now))] },
  ],
  'run-concurrency': (now) => [
    { ...queued, runs: () => busyRuns, where: (bind) => [isDue(bind(now))] },
  ],
  scheduled: (now) => [later(now, 'tasks.error is null')],
  backoff: (now) => [laterAgain(now)],
  reconciliation: (now) => [
    { ...unconfirmed, indexed: ['tasks.next_check_at is not null'] },
    laterAgain(now, 'tasks.in_doubt'),
  ],
  resolution: () => [
    { ...unconfirmed, indexed: [`tasks.aside = 'unconfirmed'`, 'tasks.next_check_at is null'] },
    {
      ...unconfirmed,
      accounts: () => accountsIn('removed'),
      where: () => ['tasks.next_check_at is not null'],
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
