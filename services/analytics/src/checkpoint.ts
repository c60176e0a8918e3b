import type { Reached } from '@pressrun/bus'
import { execute, query, runAll, transact, type Statement } from '@pressrun/db'
import type pg from 'pg'
import type { View } from './views/view.ts'

export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved'
}

/** Another process has taken over writing the view. */
export class TurnLost extends Error {
  override readonly name = 'TurnLost'
}

/** A view, and the turn in which this process writes it. */
export type OwnView = {
  readonly view: View
  readonly turn: number
  /** A rebuild was under way when the turn was taken. */
  readonly rebuilding: boolean
}

/**
 * Takes the turn to write the view, from whichever process had it. Where the row was lost and the table was not, the view
 * counts as outdated: what it holds would be counted again.
 */
export async function claimTurn(pool: pg.Pool, view: View): Promise<OwnView> {
  const rows = await query<Pick<OwnView, 'turn' | 'rebuilding'>>(
    pool,
    `insert into views (name, version, types, seq, position, updated_at, turn)
     select $1, case when exists (select from ${view.name}) then 0 else $2 end, $3, 0, 0, now(), 1
     on conflict (name) do update set types = excluded.types, turn = views.turn + 1
     returning turn, rebuild_position is not null as rebuilding`,
    [view.name, view.version, view.types],
  )
  const [turn] = rows
  if (!turn) throw new Error(`${view.name} has no row`)
  return { view, ...turn }
}

/** Whether this process still writes the view. */
export async function isInTurn(pool: pg.Pool, { view, turn }: OwnView): Promise<boolean> {
  const found = await execute(pool, 'select from views where name = $1 and turn = $2', [
    view.name,
    turn,
  ])
  return found === 1
}

/** How far the view is: the last row of the log it has taken in; 0 before the first. */
export async function readCheckpoint(
  client: pg.Pool | pg.ClientBase,
  own: OwnView,
): Promise<Reached> {
  const rows = await query<Reached>(
    client,
    'select seq, position from views where name = $1 and turn = $2',
    [own.view.name, own.turn],
  )
  if (!rows[0]) throw new TurnLost(`${own.view.name} is written by another process`)
  return rows[0]
}

/** Whether the view has taken in nothing since a moment. */
export async function isOlderThan(pool: pg.Pool, { view }: OwnView, at: string): Promise<boolean> {
  const found = await execute(
    pool,
    'select from views where name = $1 and seq > 0 and updated_at < $2',
    [view.name, at],
  )
  return found === 1
}

/** True when the table was filled by an older version of the view. */
export async function isOutdated(pool: pg.Pool, view: View): Promise<boolean> {
  const found = await execute(pool, 'select from views where name = $1 and version < $2', [
    view.name,
    view.version,
  ])
  return found === 1
}

/** A process that is frozen in the middle of a transaction must not keep the view from the others. */
const stalledAfterMs = 3_000
const setStalled = `set local idle_in_transaction_session_timeout = ${stalledAfterMs}`

/** A transaction of the process whose turn it is; without the turn it throws `TurnLost` and does nothing. */
export const inTurn = <Result>(
  pool: pg.Pool,
  { view, turn }: OwnView,
  work: (client: pg.ClientBase) => Promise<Result>,
): Promise<Result> =>
  transact(pool, async (client) => {
    const [, mine] = await Promise.all([
      client.query(setStalled),
      execute(client, 'select from views where name = $1 and turn = $2 for update', [
        view.name,
        turn,
      ]),
    ])
    if (mine !== 1) throw new TurnLost(`${view.name} is written by another process`)
    return work(client)
  })

/**
 * Applies the statements and moves the checkpoint, together or not at all. Throws `TurnLost` when another
 * process has taken over, and `CheckpointMoved` when the checkpoint is not where it was left.
 */
export async function advance(
  pool: pg.Pool,
  own: OwnView,
  move: { readonly fromSeq: number; readonly to: Reached },
  statements: readonly Statement[],
): Promise<void> {
  const { view, turn } = own
  await transact(pool, async (client) => {
    const [, , moved] = await Promise.all([
      client.query(setStalled),
      // A view that loses its last moments in a crash takes them in again: no need to wait for disk.
      client.query('set local synchronous_commit = off'),
      execute(
        client,
        `update views set seq = $3, position = $4, updated_at = now()
         where name = $1 and seq = $2 and turn = $5`,
        [view.name, move.fromSeq, move.to.seq, move.to.position, turn],
      ),
      runAll(client, statements),
    ])
    if (moved === 1) return
    await readCheckpoint(client, own)
    throw new CheckpointMoved(`${view.name} is not at row ${move.fromSeq}`)
  })
}
