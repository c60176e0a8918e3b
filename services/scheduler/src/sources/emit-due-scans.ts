import type { Handle } from '@pressrun/db'
import { scanLostMs, toInstant, type ProjectId, type SourceId } from '@pressrun/events'
import type pg from 'pg'

/** What one pass asks for; the next one goes on. */
const scansMax = 500

/** A source is due a little early, so that one that is due every minute is not late every other. */
const earlyMs = 5_000

/** Asks for the scans of the content sources whose time has come. Answers how many those are. */
export async function emitDueScans(pool: pg.Pool, handle: Handle, now: number): Promise<number> {
  const { rows } = await pool.query<{ id: SourceId; project_id: ProjectId }>({
    name: 'due-scans',
    text: `select id, project_id from content_sources
      where status = 'active' and next_scan_at <= $1 and (asked_at is null or asked_at <= $2)
      order by next_scan_at limit $3`,
    values: [toInstant(now + earlyMs), toInstant(now - scanLostMs), scansMax],
  })
  const asked = await Promise.all(
    rows.map(({ id: sourceId, project_id: projectId }) =>
      handle({
        command: { type: 'ScanSource', sourceId, now },
        meta: { projectId, actor: 'scheduler' },
      }),
    ),
  )
  return asked.filter(({ kind }) => kind === 'events').length
}
