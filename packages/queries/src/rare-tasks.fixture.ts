import { randomFillSync } from 'node:crypto'
import {
  idGenerator,
  defaultProjectId,
  type AccountId,
  type ProjectId,
  type RunId,
} from '@pressrun/events'
import { newId } from '@pressrun/db/testing'

/** The number of tasks of each kind of rarity: the oldest ones, behind all others. */
export const rareCount = 5

const start = Date.parse('2026-01-01T00:00:00Z')
export const later = '2100-01-01T00:00:00Z'

export type Account = {
  readonly id: AccountId
  readonly project: ProjectId
  readonly platform: string
  readonly status?: string
  readonly settings?: object
  readonly blockedUntil?: string
}
export type Run = { readonly id: RunId; readonly status?: string; readonly concurrency?: number }
export type Task = {
  readonly status: string
  readonly run: Run
  readonly account?: Account
  readonly error?: object | null
  readonly notBefore?: string | null
  readonly nextCheckAt?: string | null
  readonly inDoubt?: boolean
}

/** A task is made each second, and its run with the first of them. */
export const runAt = (second: number, more: Partial<Run> = {}): Run => ({
  id: idGenerator(() => start + second * 1_000, randomFillSync)('run'),
  ...more,
})
export const instantAt = (second: number): string => new Date(start + second * 1_000).toISOString()

export const error = (code: string) => ({ code, message: 'No.', class: 'rejected' })

/** The values of rarities; filters and tests name them. */
export function rarities() {
  const project = newId('project')
  const account = (more: Partial<Account> = {}): Account => ({
    id: newId('account'),
    project: defaultProjectId,
    platform: 'webhook',
    ...more,
  })
  let made = 0
  const run = (more: Partial<Run> = {}) => runAt(made++ * rareCount, more)
  const slack = account({ platform: 'slack' })
  const accounts = {
    plain: account(),
    ghost: account({ platform: 'ghost' }),
    foreign: account({ project }),
    slack,
    paused: account({ status: 'paused' }),
    held: account({ status: 'held' }),
    limited: account({ blockedUntil: later }),
    behindBreaker: account({ settings: { url: 'https://down.example/hook' } }),
    busy: account(),
    alone: account(),
    removed: account({ status: 'removed' }),
  }
  const runs = { plain: run(), paused: run({ status: 'paused' }), full: run({ concurrency: 1 }) }
  const kinds: Record<string, Omit<Task, 'run'> & { run?: Run }> = {
    ofRun: { status: 'published', run: runs.plain },
    ofPausedRun: { status: 'queued', run: runs.paused },
    ofFullRun: { status: 'queued', run: runs.full },
    planned: { status: 'planned' },
    held: { status: 'held' },
    toResolve: { status: 'unconfirmed', error: error('reset'), inDoubt: true },
    toReconcile: {
      status: 'unconfirmed',
      error: error('reset'),
      inDoubt: true,
      nextCheckAt: later,
    },
    ofAccount: { status: 'published', account: accounts.plain },
    ofPlatform: { status: 'published', account: accounts.ghost },
    ofProject: { status: 'published', account: accounts.foreign },
    withCode: { status: 'failed', error: error('rare') },
    failedAtSlack: { status: 'cancelled', account: slack },
    scheduled: { status: 'queued', notBefore: later },
    backoff: { status: 'queued', notBefore: later, error: error('refused') },
    ofPausedAccount: { status: 'queued', account: accounts.paused },
    ofHeldAccount: { status: 'queued', account: accounts.held },
    ofLimitedAccount: { status: 'queued', account: accounts.limited },
    ofBreaker: { status: 'queued', account: accounts.behindBreaker },
    ofBusyAccount: { status: 'queued', account: accounts.busy },
    ofRemovedAccount: {
      status: 'unconfirmed',
      account: accounts.removed,
      error: error('reset'),
      inDoubt: true,
      nextCheckAt: later,
    },
  }
  const tasks = Object.values(kinds).flatMap((kind): Task[] => {
    const own = kind.run ?? run()
    return Array.from({ length: rareCount }, () => ({ ...kind, run: own }))
  })
  const running: Task[] = [
    { status: 'running', run: run(), account: accounts.busy },
    { status: 'running', run: runs.full, account: accounts.alone },
  ]
  return { project, accounts, runs, tasks: [...tasks, ...running] }
}

export type Rarities = ReturnType<typeof rarities>
