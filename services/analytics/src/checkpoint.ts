import { toQuery, transact, type Statement } from '@pressrun/db'
import type pg from 'pg'
import type { View } from './views/view.ts'

export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved'
}

/** How far the view is: the position of the last event it has taken in; 0 before the first. */
export async function readCheckpoint(pool: pg.Pool, view: View): Promise<number> {
  const { rows } = await pool.query<{ position: number }>(
    `insert into views (name, version, types, position, updated_at) values ($1, $2, $3, 0, now())
     on conflict (name) do update set types = excluded.types returning position`,
    [view.name, view.version, view.types],
  )
  return rows[0]?.position ?? 0
}

/** True when the table was filled by an older version of the view. */
export async function isOutdated(pool: pg.Pool, view: View): Promise<boolean> {
  const { rowCount } = await pool.query('select from views where name = $1 and version < $2', [
    view.name,
    view.version,
  ])
  return rowCount === 1
}

/**
 * Applies the statements and moves the checkpoint, together or not at all. Throws `CheckpointMoved`
 * when it is not where it was left: another process has taken these events in already.
 */
export async function advance(
  pool: pg.Pool,
  view: View,
  move: { readonly from: number; readonly to: number },
  statements: readonly Statement[],
): Promise<void> {
  await transact(pool, async (client) => {
    const [, moved] = await Promise.all([
      // A view that loses its last moments in a crash takes them in again: no need to wait for disk.
      client.query('set local synchronous_commit = off'),
      client.query(
        `update views set position = $3, updated_at = now() where name = $1 and position = $2`,
        [view.name, move.from, move.to],
      ),
      ...statements.map((statement) => client.query(toQuery(statement))),
    ])
    if (moved.rowCount !== 1) throw new CheckpointMoved(`${view.name} is not at ${move.from}`)
  })
}
