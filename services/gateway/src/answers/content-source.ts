import type { ContentSourceRow, ItemCounts } from '@pressrun/db/queries'
import type { z } from 'zod'
import type { contentSource } from '../schemas/content-source.ts'

const noItems: ItemCounts = { totalItems: 0, usedItems: 0 }

export const toContentSource = (
  row: ContentSourceRow,
  counts: ItemCounts = noItems,
): z.output<typeof contentSource> => ({
  id: row.id,
  projectId: row.project_id,
  type: row.type,
  location: row.location,
  everyMinutes: row.every_minutes,
  autoPublish: row.auto_publish && {
    ...row.auto_publish,
    accountIds: [...row.auto_publish.accountIds],
  },
  state: stateOf(row),
  scanning: row.asked_at !== null,
  ...counts,
  refusedItems: row.refused_items,
  lastScannedAt: row.last_scanned_at,
  lastError: row.last_error,
  failures: row.failures,
  failingSince: row.failing_since,
  nextScanAt: row.status === 'paused' ? null : row.next_scan_at,
  version: row.version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

function stateOf({ status, failures }: ContentSourceRow): 'active' | 'paused' | 'failing' {
  if (status === 'paused') return 'paused'
  return failures > 0 ? 'failing' : 'active'
}
