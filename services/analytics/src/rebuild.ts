import { follow, type NatsConnection } from '@pressrun/bus'
import { toQuery } from '@pressrun/db'
import type pg from 'pg'
import { inTurn, readCheckpoint, TurnLost, type OwnView } from './checkpoint.ts'

export type RebuildOptions = {
  readonly pool: pg.Pool
  readonly connection: NatsConnection
  readonly own: OwnView
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
  const { pool, own, whileStill } = options
  const { name } = own.view
  const began = performance.now()
  const shadow = `${name}_rebuilt`
  await inTurn(pool, own, async (client) => {
    await client.query(`drop table if exists ${shadow}`)
    await client.query(`create table ${shadow} (like ${name} including all)`)
    await client.query('update views set rebuild_position = 0 where name = $1', [name])
  })
  const reached = await replay(options, shadow, 0, await readCheckpoint(pool, own))
  const events = await whileStill(async () => {
    const live = await replay(options, shadow, reached, await readCheckpoint(pool, own))
    await swap(pool, own, shadow)
    return live
  })
  return { events, durationMs: performance.now() - began }
}

/**
 * Applies the stream to `table`, from behind `from` up to and including `to`: a position the live view
 * has been at, so there is a message there that this view is shown.
 */
async function replay(
  { pool, connection, own, signal }: RebuildOptions,
  table: string,
  from: number,
  to: number,
): Promise<number> {
  if (to <= from) return from
  const { view } = own
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
      await inTurn(pool, own, (client) =>
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
    onInterrupted: (cause) => {
      if (cause instanceof TurnLost) finished.abort(cause)
    },
    onUndecodable: () => {},
    signal: AbortSignal.any([signal, finished.signal]),
  })
  signal.throwIfAborted()
  if (finished.signal.reason instanceof TurnLost) throw finished.signal.reason
  return reached
}

/** The live view stands still, and no other process moves it: it is at the position that was replayed. */
async function swap(pool: pg.Pool, own: OwnView, shadow: string): Promise<void> {
  const { name, version } = own.view
  await inTurn(pool, own, async (client) => {
    await client.query(
      `update views set version = $2, rebuild_position = null, updated_at = now() where name = $1`,
      [name, version],
    )
    await client.query(`drop table ${name}`)
    await client.query(`alter table ${shadow} rename to ${name}`)
  })
}
