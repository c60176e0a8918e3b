import { moveSource, transact, type Rows } from '@pressrun/db'
import type { EventMeta, SourceId } from '@pressrun/events'
import type { QueryDatabase } from './query-database.ts'

export type ContentSourceChange = Partial<
  Pick<
    Rows['contentSources'],
    'location' | 'everyMinutes' | 'autoPublish' | 'futureDates' | 'status' | 'nextScanAt'
  >
>

export type ChangingSource = {
  readonly meta: EventMeta
  readonly at: string
  readonly expectedVersion: number | undefined
}

/**
 * Returns whether that source exists in that version. The same commit records its move in the log: it overtakes a scan
 * that is under way, and nothing that one saw counts for the new location.
 */
export async function changeContentSource(
  { kysely, pool }: QueryDatabase,
  id: SourceId,
  { autoPublish, ...change }: ContentSourceChange,
  { meta, at, expectedVersion }: ChangingSource,
): Promise<boolean> {
  const moves = change.location !== undefined
  let query = kysely
    .updateTable('contentSources')
    .set((row) => ({
      ...change,
      ...(moves ? unseen : {}),
      ...(autoPublish === undefined
        ? {}
        : { autoPublish: autoPublish && JSON.stringify(autoPublish) }),
      edition: row('edition', '+', 1),
      updatedAt: at,
    }))
    .where('id', '=', id)
    .where('status', '<>', 'removed')
  if (expectedVersion !== undefined) query = query.where('edition', '=', expectedVersion)
  const { sql, parameters } = query.compile()
  return transact(pool, async (client) => {
    const { rowCount } = await client.query(sql, [...parameters])
    if (rowCount === 1 && moves) await moveSource(client, id, { meta, at })
    return rowCount === 1
  })
}

/** Nothing is known of its new location: the next time that it is read is the first one. */
const unseen = { validators: null, lastReadAt: null, leftOut: null, keptNames: null }
