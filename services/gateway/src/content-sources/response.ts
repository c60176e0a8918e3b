import {
  countSourceItems,
  findSystemJob,
  type ContentSourceRow,
  type ItemCounts,
  type SystemJobRow,
} from '@pressrun/queries'
import type { SourceId } from '@pressrun/events'
import type { z } from 'zod'
import { shown } from '../api/shown.ts'
import type { Gateway } from '../gateway.ts'
import { contentSource, type contentSourceDetail } from './schema.ts'

const noItems: ItemCounts = { totalItems: 0, usedItems: 0 }

/** What a source's response needs besides its row: its items, and the system job that has it scanned. */
export type SourceContext = {
  readonly counts: ReadonlyMap<SourceId, ItemCounts>
  readonly scanJob: SystemJobRow | undefined
}

export const toContentSource = (
  row: ContentSourceRow,
  { counts, scanJob }: SourceContext,
): z.output<typeof contentSource> =>
  shown(contentSource, {
    ...row,
    ...(counts.get(row.id) ?? noItems),
    autoPublish: row.autoPublish && {
      ...row.autoPublish,
      accountIds: [...row.autoPublish.accountIds],
    },
    state: stateOf(row),
    scanning: row.askedAt !== null,
    nextScanAt: nextScanOf(row, scanJob),
    version: row.edition,
  })

/** It is scanned when the job next runs. */
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
