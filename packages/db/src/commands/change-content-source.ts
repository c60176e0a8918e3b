import type { EventMeta, SourceId } from '@pressrun/events'
import type pg from 'pg'
import type { QueryDatabase } from '../queries/query-database.ts'
import type { Schema } from '../schema/index.ts'
import { transact } from '../transact.ts'
import { toQuery } from '../transaction.ts'
import { Stage } from './stage.ts'
import { loadStates } from './states.ts'

export type ContentSourceChange = Partial<
  Pick<
    Schema['content_sources'],
    'location' | 'every_minutes' | 'auto_publish' | 'status' | 'next_scan_at'
  >
>

export type ChangingSource = {
  readonly meta: EventMeta
  readonly at: string
  readonly expectedVersion: number | undefined
}

/**
 * Answers whether there is such a source in that version. That it moves is told in the log by the same
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
    if (rowCount === 1 && moves) await move(client, id, { meta, at })
    return rowCount === 1
  })
}

/** Of a place it has moved to nothing is known: the next time that it is read is the first one. */
const unseen = { validators: null, last_read_at: null, left_out: null, kept_names: null }

/** The row is locked by now, so nobody decides beside this. */
async function move(
  client: pg.ClientBase,
  sourceId: SourceId,
  { meta, at }: Omit<ChangingSource, 'expectedVersion'>,
): Promise<void> {
  const command = { type: 'MoveSource', sourceId } as const
  const stage = new Stage(await loadStates(client, [command]), at)
  stage.decide({ command, meta })
  const statements = [{ ...forgetStamps, values: [sourceId] }, ...stage.statements()]
  await Promise.all(statements.map((statement) => client.query(toQuery(statement))))
}

/** Every file is read again: one elsewhere may look like one that was read. */
const forgetStamps = {
  name: 'forget-stamps',
  text: `update content_source_items set stamp = null where source_id = $1 and stamp is not null`,
}
