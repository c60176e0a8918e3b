import type { Reached } from '@pressrun/bus'
import { execute, readLogPart, runAll } from '@pressrun/db'
import { eventsOf } from '@pressrun/events'
import type pg from 'pg'
import { inTerm, readCheckpoint, type OwnView } from './checkpoint.ts'

export type RebuildOptions = {
  readonly pool: pg.Pool
  readonly own: OwnView
  /** Pauses the live view while the tables change places. */
  readonly whileStill: <Result>(work: () => Promise<Result>) => Promise<Result>
  readonly signal: AbortSignal
}

/** Rows of the log per transaction: some ten thousand events. */
const chunksMax = 100

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
  await inTerm(pool, own, async (client) => {
    await client.query(`drop table if exists ${shadow}`)
    await client.query(`create table ${shadow} (like ${name} including all)`)
    await execute(client, 'update views set rebuild_position = 0 where name = $1', [name])
  })
  const start = { seq: 0, position: 0 }
  const reached = await replay(options, shadow, start, await readCheckpoint(pool, own))
  const { position } = await whileStill(async () => {
    const live = await replay(options, shadow, reached, await readCheckpoint(pool, own))
    await swap(pool, own, shadow)
    return live
  })
  return { events: position, durationMs: performance.now() - began }
}

/**
 * Applies the log to `table`, after one row up to and including another. Rows of types that change nothing are skipped;
 * the next are read while those before them are applied.
 */
async function replay(
  { pool, own, signal }: RebuildOptions,
  table: string,
  { seq: from }: Reached,
  to: Reached,
): Promise<Reached> {
  const { view } = own
  const read = (after: number) =>
    readLogPart(pool, { after, upTo: to.seq, types: view.types }, chunksMax)
  let chunks = await read(from)
  for (let last = chunks.at(-1); last && !signal.aborted; last = chunks.at(-1)) {
    const next = chunks.length < chunksMax ? [] : read(last.seq)
    const statements = view.apply(chunks.flatMap(eventsOf), table)
    const position = last.last
    await inTerm(pool, own, (client) =>
      Promise.all([
        runAll(client, statements),
        execute(client, 'update views set rebuild_position = $2 where name = $1', [
          view.name,
          position,
        ]),
      ]),
    )
    chunks = await next
  }
  signal.throwIfAborted()
  return to
}

/** The live view stands still, and no other process moves it: it is at the position that was replayed. */
async function swap(pool: pg.Pool, own: OwnView, shadow: string): Promise<void> {
  const { name, version } = own.view
  await inTerm(pool, own, async (client) => {
    await execute(
      client,
      `update views set version = $2, rebuild_position = null, updated_at = now() where name = $1`,
      [name, version],
    )
    await client.query(`drop table ${name}`)
    await client.query(`alter table ${shadow} rename to ${name}`)
  })
}
