import type { Reached } from '@pressrun/bus'
import { execute, query, runAll, transact, type Statement } from '@pressrun/db'
import type pg from 'pg'
import type { View } from './views/view.ts'

export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved'
}

/** Another process has taken over writing the view. */
export class TermLost extends Error {
  override readonly name = 'TermLost'
}

/** A view, and the term in which this process writes it. */
export type OwnView = {
  readonly view: View
  readonly term: number
  /** A rebuild was under way when the term was taken. */
  readonly rebuilding: boolean
}

/**
 * Takes the term to write the view, from whichever process had it. A view whose row was lost but not its table counts
 * as outdated: events in it would be counted twice.
 */
export async function claimTerm(pool: pg.Pool, view: View): Promise<OwnView> {
  const rows = await query<Pick<OwnView, 'term' | 'rebuilding'>>(
    pool,
    `insert into views (name, version, types, seq, position, updated_at, term)
     select $1, case when exists (select from ${view.name}) then 0 else $2 end, $3, 0, 0, now(), 1
     on conflict (name) do update set types = excluded.types, term = views.term + 1
     returning term, rebuild_position is not null as rebuilding`,
    [view.name, view.version, view.types],
  )
  const [term] = rows
  if (!term) throw new Error(`${view.name} has no row`)
  return { view, ...term }
}

/** Whether this process still writes the view. */
export async function isInTerm(pool: pg.Pool, { view, term }: OwnView): Promise<boolean> {
  const found = await execute(pool, 'select from views where name = $1 and term = $2', [
    view.name,
    term,
  ])
  return found === 1
}

/** The last row of the log that the view has taken in; 0 before the first. */
export async function readCheckpoint(
  client: pg.Pool | pg.ClientBase,
  own: OwnView,
): Promise<Reached> {
  const rows = await query<Reached>(
    client,
    'select seq, position from views where name = $1 and term = $2',
    [own.view.name, own.term],
  )
  if (!rows[0]) throw new TermLost(`${own.view.name} is written by another process`)
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

/** Runs a transaction within the term; without the term it throws `TermLost` and does nothing. */
export const inTerm = <Result>(
  pool: pg.Pool,
  { view, term }: OwnView,
  work: (client: pg.ClientBase) => Promise<Result>,
): Promise<Result> =>
  transact(pool, async (client) => {
    const [, mine] = await Promise.all([
      client.query(setStalled),
      execute(client, 'select from views where name = $1 and term = $2 for update', [
        view.name,
        term,
      ]),
    ])
    if (mine !== 1) throw new TermLost(`${view.name} is written by another process`)
    return work(client)
  })

/**
 * Applies the statements and moves the checkpoint, together or not at all. Throws `TermLost` when another process has
 * taken over, and `CheckpointMoved` when the checkpoint has been moved.
 */
export async function advance(
  pool: pg.Pool,
  own: OwnView,
  move: { readonly fromSeq: number; readonly to: Reached },
  statements: readonly Statement[],
): Promise<void> {
  const { view, term } = own
  await transact(pool, async (client) => {
    const [, , moved] = await Promise.all([
      client.query(setStalled),
      // A view that loses its last moments in a crash takes them in again: no need to wait for disk.
      client.query('set local synchronous_commit = off'),
      execute(
        client,
        `update views set seq = $3, position = $4, updated_at = now()
         where name = $1 and seq = $2 and term = $5`,
        [view.name, move.fromSeq, move.to.seq, move.to.position, term],
      ),
      runAll(client, statements),
    ])
    if (moved === 1) return
    await readCheckpoint(client, own)
    throw new CheckpointMoved(`${view.name} is not at row ${move.fromSeq}`)
  })
}
