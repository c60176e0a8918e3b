import { follow, type NatsConnection } from '@pressrun/bus'
import { toQuery, transact } from '@pressrun/db'
import type pg from 'pg'
import { CheckpointMoved } from './checkpoint.ts'
import type { View } from './views/view.ts'

export type RebuildOptions = {
  readonly pool: pg.Pool
  readonly connection: NatsConnection
  readonly view: View
  /** Keeps the live view still while the tables change places. */
  readonly whileStill: <Result>(work: () => Promise<Result>) => Promise<Result>
  readonly signal: AbortSignal
}

export type Rebuilt = { readonly events: number; readonly durationMs: number }

/**
 * Fills a second table from the first event on, beside the live one, then brings it to exactly the
 * live view's position and lets the two change places in one transaction. Readers notice nothing.
 */
export async function rebuild(options: RebuildOptions): Promise<Rebuilt> {
  const { pool, view, whileStill } = options
  const began = performance.now()
  const shadow = `${view.name}_rebuilt`
  await pool.query(`drop table if exists ${shadow}`)
  await pool.query(`create table ${shadow} (like ${view.name} including all)`)
  let reached = await replay(options, shadow, 0, await livePosition(pool, view))
  for (let moves = 0; ; moves++) {
    try {
      await whileStill(async () => {
        reached = await replay(options, shadow, reached, await livePosition(pool, view))
        await swap(pool, view, shadow, reached)
      })
      return { events: reached, durationMs: performance.now() - began }
    } catch (cause) {
      if (!(cause instanceof CheckpointMoved) || moves >= movesMax) throw cause
    }
  }
}

/** Another process may move the live view just before the swap; a little more is replayed then. */
const movesMax = 200

async function livePosition(pool: pg.Pool, view: View): Promise<number> {
  const { rows } = await pool.query<{ position: number }>(
    'select position from views where name = $1',
    [view.name],
  )
  return rows[0]?.position ?? 0
}

/**
 * Applies the stream to `table`, from behind `from` up to and including `to`: a position the live view
 * has been at, so there is a message there that this view is shown.
 */
async function replay(
  { pool, connection, view, signal }: RebuildOptions,
  table: string,
  from: number,
  to: number,
): Promise<number> {
  if (to <= from) return from
  const finished = new AbortController()
  const types = new Set<string>(view.types)
  let reached = from
  await follow({
    connection,
    afterPosition: async () => reached,
    filter: view.filter,
    wants: (type) => types.has(type),
    onEvents: async (events, position) => {
      const upTo = events.filter((event) => event.position <= to)
      await transact(pool, (client) =>
        Promise.all([
          ...view.apply(upTo, table).map((statement) => client.query(toQuery(statement))),
          client.query('update views set rebuild_position = $2 where name = $1', [
            view.name,
            position,
          ]),
        ]),
      )
      reached = Math.min(position, to)
      if (reached === to) finished.abort()
    },
    onInterrupted: () => {},
    onUndecodable: () => {},
    signal: AbortSignal.any([signal, finished.signal]),
  })
  signal.throwIfAborted()
  return reached
}

/**
 * Throws `CheckpointMoved`, and leaves the live table, when another process has moved the live view
 * meanwhile. The checkpoint comes first, as in `advance`: who has its row has the table, too.
 */
async function swap(pool: pg.Pool, view: View, shadow: string, position: number): Promise<void> {
  await transact(pool, async (client) => {
    const { rowCount } = await client.query(
      `update views set version = $2, rebuild_position = null, updated_at = now()
       where name = $1 and position = $3`,
      [view.name, view.version, position],
    )
    if (rowCount !== 1) throw new CheckpointMoved(`${view.name} is not at ${position}`)
    await client.query(`drop table ${view.name}`)
    await client.query(`alter table ${shadow} rename to ${view.name}`)
  })
}
