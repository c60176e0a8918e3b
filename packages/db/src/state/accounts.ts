import type { AccountState } from '@pressrun/events'
import type { Schema } from '../schema/index.ts'
import { insertMany, updateMany, type Column } from './columns.ts'

const version: Column<AccountState> = {
  name: 'version',
  type: 'integer',
  of: (account) => account.version,
}

const changing: Column<AccountState>[] = [
  { name: 'id', type: 'text', of: (account) => account.id },
  version,
  { name: 'status', type: 'text', of: (account) => account.status },
  { name: 'reason', type: 'json', of: (account) => account.reason },
  { name: 'name', type: 'text', of: (account) => account.name },
  { name: 'settings', type: 'json', of: (account) => account.settings },
  { name: 'limits', type: 'json', of: (account) => account.limits },
  { name: 'connected_version', type: 'integer', of: (account) => account.connectedVersion },
  { name: 'unconfirmed_policy', type: 'text', of: (account) => account.unconfirmedPolicy },
  { name: 'verified', type: 'json', of: (account) => account.verified },
  { name: 'blocked_until', type: 'timestamptz', of: (account) => account.blockedUntil },
]

const fixed: Column<AccountState>[] = [
  { name: 'project_id', type: 'text', of: (account) => account.projectId },
  { name: 'platform', type: 'text', of: (account) => account.platform },
  { name: 'created_at', type: 'timestamptz', of: (account) => account.createdAt },
]

export const insertAccounts = insertMany<AccountState>('accounts', [...changing, ...fixed])
export const updateAccounts = updateMany<AccountState>('accounts', changing, [version])

export const selectAccounts = {
  name: 'select-accounts',
  text: 'select * from accounts where id = any($1::text[])',
}

export const toAccountState = (row: Schema['accounts']): AccountState => ({
  id: row.id,
  version: row.version,
  status: row.status,
  reason: row.reason,
  projectId: row.project_id,
  platform: row.platform,
  name: row.name,
  settings: row.settings,
  limits: row.limits,
  connectedVersion: row.connected_version,
  unconfirmedPolicy: row.unconfirmed_policy,
  verified: row.verified,
  blockedUntil: row.blocked_until,
  createdAt: row.created_at,
})
