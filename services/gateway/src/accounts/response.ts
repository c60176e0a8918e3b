import type { AccountRow } from '@pressrun/queries'
import type { z } from 'zod'
import { shown } from '../api/shown.ts'
import { account } from './schema.ts'

export const toAccount = (row: AccountRow): z.output<typeof account> =>
  // Removed accounts are never read.
  shown(account, { ...row, state: row.status as Exclude<AccountRow['status'], 'removed'> })
