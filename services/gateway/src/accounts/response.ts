import type { AccountRow } from '@pressrun/queries'
import type { z } from 'zod'
import type { account } from './schema.ts'

export const toAccount = (row: AccountRow): z.output<typeof account> => ({
  id: row.id,
  projectId: row.projectId,
  platform: row.platform,
  name: row.name,
  // Removed accounts are never read.
  state: row.status as Exclude<AccountRow['status'], 'removed'>,
  reason: row.reason,
  settings: row.settings,
  limits: row.limits,
  unconfirmedPolicy: row.unconfirmedPolicy,
  verified: row.verified,
  blockedUntil: row.blockedUntil,
  unreachableSince: row.unreachableSince,
  version: row.version,
  createdAt: row.createdAt,
})
