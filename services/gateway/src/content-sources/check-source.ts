import type { FolderResponse } from '@pressrun/bus'
import type { ProjectId } from '@pressrun/events'
import { checkLocation, type SourceType } from '@pressrun/feeds'
import type { z } from 'zod'
import { violated } from '../accounts/check-account.ts'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'
import { checkAccounts, checkOverrides, findAccounts } from '../runs/check-accounts.ts'
import type { autoPublish } from './schema.ts'

export async function checkSourceLocation(
  { installation, requestFolderCheck }: Gateway,
  type: SourceType,
  location: string,
): Promise<void> {
  const violations = checkLocation(type, location, installation)
  if (violations.length > 0) throw violated(violations)
  if (type !== 'folder') return
  // The publisher's disk counts. When no publisher answers, the first scan reports what is wrong.
  const { problem } = await requestFolderCheck(location).catch((): FolderResponse => ({}))
  if (problem) throw violated([{ path: 'location', ...problem }])
}

/** The accounts that new items are published to must exist now; those removed later are left out. */
export async function checkAutoPublish(
  { database }: Gateway,
  { accountIds, overrides = {} }: z.output<typeof autoPublish>,
  projectId: ProjectId,
): Promise<void> {
  const accounts = await findAccounts(database, accountIds)
  try {
    checkOverrides(overrides, accountIds)
    checkAccounts(accountIds, accounts, projectId)
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause
    const details = cause.details?.map((detail) => ({
      ...detail,
      path: `autoPublish.${detail.path}`,
    }))
    throw new Problem(cause.code, { status: cause.status, details: details ?? [], cause })
  }
}
