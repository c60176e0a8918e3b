import type { Schema } from '@pressrun/db'
import type { SourceId } from '@pressrun/events'
import type pg from 'pg'

export type SourceRow = Schema['content_sources']

/** A source, unless it has been removed. */
export async function readSource(
  client: pg.Pool | pg.ClientBase,
  id: SourceId,
): Promise<SourceRow | undefined> {
  const { rows } = await client.query<SourceRow>({
    name: 'read-source',
    text: `select * from content_sources where id = $1 and status <> 'removed'`,
    values: [id],
  })
  return rows[0]
}

/**
 * Locks the source for the rest of the transaction, so that two scans never import the same item.
 * Undefined when the scan was overtaken or the source removed.
 */
export async function lockSource(
  client: pg.ClientBase,
  id: SourceId,
  scan: number,
): Promise<SourceRow | undefined> {
  const { rows } = await client.query<SourceRow>({
    name: 'lock-source',
    text: `select * from content_sources
      where id = $1 and scan = $2 and asked_at is not null and status <> 'removed' for update`,
    values: [id, scan],
  })
  return rows[0]
}
