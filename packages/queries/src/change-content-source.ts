import { moveSource, transact, type Schema } from '@pressrun/db'
import type { EventMeta, SourceId } from '@pressrun/events'
import type { QueryDatabase } from './query-database.ts'

export type ContentSourceChange = Partial<
  Pick<
    Schema['content_sources'],
    'location' | 'every_minutes' | 'auto_publish' | 'future_dates' | 'status' | 'next_scan_at'
  >
>

export type ChangingSource = {
  readonly meta: EventMeta
  readonly at: string
  readonly expectedVersion: number | undefined
}

/**
 * Returns whether there is such a source in that version. That it moves is told in the log by the same
 * commit: it overtakes a scan that is under way, and nothing that one saw is taken for what lies there
 * now.
 */
export async function changeContentSource(
  { kysely, pool }: QueryDatabase,
  id: SourceId,
  { auto_publish, ...change }: ContentSourceChange,
  { meta, at, expectedVersion }: ChangingSource,
): Promise<boolean> {
  const moves = change.location !== undefined
  let query = kysely
    .updateTable('content_sources')
    .set((row) => ({
      ...change,
      ...(moves ? unseen : {}),
      ...(auto_publish === undefined
        ? {}
        : { auto_publish: auto_publish && JSON.stringify(auto_publish) }),
      version: row('version', '+', 1),
      updated_at: at,
    }))
    .where('id', '=', id)
    .where('status', '<>', 'removed')
  if (expectedVersion !== undefined) query = query.where('version', '=', expectedVersion)
  const { sql, parameters } = query.compile()
  return transact(pool, async (client) => {
    const { rowCount } = await client.query(sql, [...parameters])
    if (rowCount === 1 && moves) await moveSource(client, id, { meta, at })
    return rowCount === 1
  })
}

/** Of a place it has moved to nothing is known: the next time that it is read is the first one. */
const unseen = { validators: null, last_read_at: null, left_out: null, kept_names: null }
