import type { AccountId, TaskId } from '@pressrun/events'
import { id, table } from '../table/table.ts'

/** State of an account's queue that outlives the dispatcher, and that other processes cannot derive. */
type Lane = {
  readonly accountId: AccountId
  /** The service it has had, in virtual time. */
  readonly virtualTime: number
  readonly rates: Readonly<Record<string, number>> | null
  readonly lastAt: string | null
  /** Whether the last attempt of the account reached its upstream; null before the first. */
  readonly healthy: boolean | null
  /** Why it sleeps, where the rows do not say. */
  readonly reason: string | null
  /** Until when. */
  readonly nextAt: string | null
}

export const lanes = table<Lane>({
  name: 'lanes',
  columns: {
    accountId: `${id} primary key`,
    virtualTime: 'double precision not null',
    rates: 'json',
    lastAt: 'timestamptz',
    healthy: 'boolean',
    reason: id,
    nextAt: 'timestamptz',
  },
  storage: 'fillfactor = 50',
})

type Breaker = {
  readonly upstream: string
  readonly failures: number
  readonly failingSince: string | null
  readonly accounts: readonly AccountId[]
  readonly openUntil: string | null
  readonly probe: TaskId | null
  readonly blockedUntil: string | null
}

export const breakers = table<Breaker>({
  name: 'breakers',
  columns: {
    upstream: `${id} primary key`,
    failures: 'integer not null default 0',
    failingSince: 'timestamptz',
    accounts: `json not null default '[]'`,
    openUntil: 'timestamptz',
    probe: id,
    blockedUntil: 'timestamptz',
  },
})

/** One row: with free space so that its updates stay on its page. */
const oneRow = { storage: 'fillfactor = 10' } as const
const onlyRow = 'boolean primary key default true check (only_row)'
type OnlyRow = { readonly onlyRow: true }

/** Which dispatcher may commit, how far it has read the log, and the virtual time. */
export const dispatcher = table<
  OnlyRow & { readonly epoch: number; readonly seq: number; readonly virtualTime: number }
>({
  name: 'dispatcher',
  columns: {
    onlyRow,
    epoch: 'bigint not null',
    seq: 'bigint not null',
    virtualTime: 'double precision not null',
  },
  ...oneRow,
  more: ['insert into dispatcher (epoch, seq, virtual_time) values (0, 0, 0)'],
})

/** Which scheduler exports the gauges of the whole instance. */
export const figuresOwner = table<
  OnlyRow & { readonly owner: string | null; readonly until: string }
>({
  name: 'figures_owner',
  columns: { onlyRow, owner: id, until: 'timestamptz not null' },
  ...oneRow,
  more: [`insert into figures_owner (until) values ('-infinity')`],
})
