import type { AccountRow } from '@pressrun/queries'
import type { z } from 'zod'
import type { account } from './schema.ts'

export const toAccount = (row: AccountRow): z.output<typeof account> => ({
  id: row.id,
  projectId: row.project_id,
  platform: row.platform,
  name: row.name,
  // Removed accounts are never read.
  state: row.status as Exclude<AccountRow['status'], 'removed'>,
  reason: row.reason,
  settings: row.settings,
  limits: row.limits,
  unconfirmedPolicy: row.unconfirmed_policy,
  verified: row.verified,
  blockedUntil: row.blocked_until,
  unreachableSince: row.unreachable_since,
  version: row.version,
  createdAt: row.created_at,
})
