import {
  countSourceItems,
  findSystemJob,
  type ContentSourceRow,
  type ItemCounts,
  type SystemJobRow,
} from '@pressrun/queries'
import type { SourceId } from '@pressrun/events'
import type { z } from 'zod'
import type { Gateway } from '../gateway.ts'
import type { contentSource, contentSourceDetail } from './schema.ts'

const noItems: ItemCounts = { totalItems: 0, usedItems: 0 }

/** What a source is besides its row: how its items fare, and the system job that has it scanned. */
export type SourceContext = {
  readonly counts: ReadonlyMap<SourceId, ItemCounts>
  readonly scanJob: SystemJobRow | undefined
}

export const toContentSource = (
  row: ContentSourceRow,
  { counts, scanJob }: SourceContext,
): z.output<typeof contentSource> => ({
  id: row.id,
  projectId: row.projectId,
  type: row.type,
  location: row.location,
  everyMinutes: row.everyMinutes,
  autoPublish: row.autoPublish && {
    ...row.autoPublish,
    accountIds: [...row.autoPublish.accountIds],
  },
  futureDates: row.futureDates,
  state: stateOf(row),
  scanning: row.askedAt !== null,
  ...(counts.get(row.id) ?? noItems),
  refusedItems: row.refusedItems,
  lastScannedAt: row.lastScannedAt,
  lastError: row.lastError,
  failures: row.failures,
  failingSince: row.failingSince,
  nextScanAt: nextScanOf(row, scanJob),
  version: row.edition,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
})

/** It is scanned when the job next looks at what is due by then. */
function nextScanOf(
  { status, nextScanAt: dueAt }: ContentSourceRow,
  scanJob: SystemJobRow | undefined,
): string | null {
  if (status === 'paused' || scanJob?.status !== 'active') return null
  return dueAt > scanJob.nextAt ? dueAt : scanJob.nextAt
}

function stateOf({ status, failures }: ContentSourceRow): 'active' | 'paused' | 'failing' {
  if (status === 'paused') return 'paused'
  return failures > 0 ? 'failing' : 'active'
}

export async function sourceContext(
  { database }: Gateway,
  rows: readonly ContentSourceRow[],
): Promise<SourceContext> {
  const ids = rows.map(({ id }) => id)
  const [counts, scanJob] = await Promise.all([
    countSourceItems(database, ids),
    findSystemJob(database, 'source-scan'),
  ])
  return { counts, scanJob }
}

export async function sourceResponse(
  gateway: Gateway,
  row: ContentSourceRow,
): Promise<z.output<typeof contentSourceDetail>> {
  const refused = [...(row.leftOut?.refused ?? [])]
  return { ...toContentSource(row, await sourceContext(gateway, [row])), refused }
}
