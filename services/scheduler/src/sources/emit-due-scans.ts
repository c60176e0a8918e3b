import { query, type Handle } from '@pressrun/db'
import { scanLostMs, toInstant, type ProjectId, type SourceId } from '@pressrun/events'
import type pg from 'pg'
import { handleAll } from '../periodic/handle-all.ts'

/** Scans per statement; while a statement is full, another follows. */
const scansMax = 500

/** A source counts as due a little early, so that one due every minute is not late every other. */
const earlyMs = 5_000

/** Requests the scans of the content sources whose time has come. Returns how many those are. */
export async function emitDueScans(pool: pg.Pool, handle: Handle, now: number): Promise<number> {
  let emitted = 0
  for (;;) {
    const due = await listDue(pool, now)
    const asked = await handleAll(
      handle,
      due.map(({ id: sourceId, projectId }) => ({
        command: { type: 'ScanSource', sourceId, now },
        meta: { projectId, actor: 'scheduler' },
      })),
    )
    emitted += asked
    if (asked === 0 || due.length < scansMax) return emitted
  }
}

type Source = { readonly id: SourceId; readonly projectId: ProjectId }

function listDue(pool: pg.Pool, now: number): Promise<Source[]> {
  return query<Source>(
    pool,
    `select id, project_id as "projectId" from content_sources
      where status = 'active' and next_scan_at <= $1 and (asked_at is null or asked_at <= $2)
      order by next_scan_at limit $3`,
    [toInstant(now + earlyMs), toInstant(now - scanLostMs), scansMax],
  )
}
