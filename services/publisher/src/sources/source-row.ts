import { logIsClear, query, tables, type Rows } from '@pressrun/db'
import type { SourceId } from '@pressrun/events'
import type pg from 'pg'

export type SourceRow = Rows['contentSources'] & {
  /** When a restore of the database was accepted last. */
  readonly restoreAcceptedAt: string | null
}

/** How new items are handled. */
export type AutoPublish = NonNullable<SourceRow['autoPublish']>

/** Why items were left out when the source was last read. */
export type LeftOut = NonNullable<SourceRow['leftOut']>
export type RefusedItem = NonNullable<LeftOut['refused']>[number]

export const sourceColumns = `${tables.contentSources.fields},
  (select accepted_at from log_guard) as "restoreAcceptedAt"`

/**
 * Whether the source was not read to its end since the database was restored: items new to it may have been published
 * already.
 */
export function isFirstScanAfterRestore({
  restoreAcceptedAt: acceptedAt,
  createdAt,
  restoreReadAt: readAt,
}: SourceRow): boolean {
  if (acceptedAt === null || Date.parse(createdAt) > Date.parse(acceptedAt)) return false
  return readAt === null || Date.parse(readAt) <= Date.parse(acceptedAt)
}

/** A source, unless it has been removed. */
export async function readSource(
  client: pg.Pool | pg.ClientBase,
  id: SourceId,
): Promise<SourceRow | undefined> {
  const rows = await query<SourceRow>(
    client,
    `select ${sourceColumns} from content_sources where id = $1 and status <> 'removed'`,
    [id],
  )
  return rows[0]
}

/**
 * Locks the source for the rest of the transaction, so that two scans never import the same item. Undefined when the
 * scan was overtaken or the source removed, or when the log is not the one that was checked.
 */
export async function lockSource(
  client: pg.ClientBase,
  id: SourceId,
  scan: number,
  checked: string,
): Promise<SourceRow | undefined> {
  const rows = await query<SourceRow>(
    client,
    `select ${sourceColumns} from content_sources
      where id = $1 and scan = $2 and asked_at is not null and status <> 'removed'
        and ${logIsClear('$3')} for update of content_sources`,
    [id, scan, checked],
  )
  return rows[0]
}
