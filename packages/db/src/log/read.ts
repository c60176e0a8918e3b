import { execute, query } from '../table/query.ts'
import { eventsOf, type Chunk, type EventType, type RecordedEvent } from '@pressrun/events'
import type pg from 'pg'
import { hashOf } from './chunks.ts'

/** The columns of a `Chunk`. */
const chunkColumns =
  'seq, first, last, subject, schema_version as "schemaVersion", meta::text, at, data'

/**
 * Upper limit of a page of the log, its last row excepted. Rows have up to a megabyte, and a few hundred of them would
 * take all the memory a process may have.
 */
export const pageBytesMax = 8 * 1024 * 1024

/**
 * The query for a page: rows in order, `limit` at most, and no more once `pageBytesMax` are reached. The order is the
 * same by either column; each has its index.
 */
export const logPage = (where: string, limit: string, by: 'seq' | 'last' = 'seq'): string => `
select ${chunkColumns} from (
  select *, sum(octet_length(data)) over (order by ${by} rows unbounded preceding) - octet_length(data)
    as before
  from log where ${where} order by ${by} limit ${limit}
) page where before < ${pageBytesMax} order by ${by}`

/** A page of the rows after `seq`. It is empty at the end of the log only. */
export function readLog(
  client: pg.ClientBase | pg.Pool,
  seq: number,
  limit: number,
): Promise<Chunk[]> {
  return query<Chunk>(client, logPage('seq > $1', '$2'), [seq, limit])
}

/** Whether a page with fewer rows than requested was cut for its size. */
export const isCut = (page: readonly Chunk[]): boolean =>
  page.reduce((bytes, { data }) => bytes + Buffer.byteLength(data), 0) >= pageBytesMax

/**
 * Reads the log page by page. The database measures rows in vain that do not fit into a page, so the next query asks
 * for as many rows as fitted into the last.
 */
export function logReader(client: pg.ClientBase) {
  let fitting = Infinity
  return async (seq: number, limit: number): Promise<Chunk[]> => {
    const asked = Math.min(limit, fitting)
    const page = await readLog(client, seq, asked)
    fitting = page.length < asked && isCut(page) ? page.length : fitting * 2
    return page
  }
}

export type LogPart = {
  readonly after: number
  readonly upTo: number
  readonly types: readonly string[]
}

/** The rows of these types after one row and up to another, in order, `limit` at most. */
export function readLogPart(
  client: pg.ClientBase | pg.Pool,
  { after, upTo, types }: LogPart,
  limit: number,
): Promise<Chunk[]> {
  return query<Chunk>(
    client,
    `select ${chunkColumns} from log
      where seq > $1 and seq <= $2 and split_part(subject, '.', 4) = any($3::text[])
      order by seq limit $4`,
    [after, upTo, types, limit],
  )
}

/** By then a working relay has copied a row. */
const copiedWithin = `interval '2 seconds'`

/** Whether the log has rows after that one, apart from those written just now. */
export async function logLacksCopy(
  client: pg.ClientBase | pg.Pool,
  afterSeq: number,
): Promise<boolean> {
  const rowCount = await execute(
    client,
    `select from log where seq = $1::bigint + 1 and at < clock_timestamp() - ${copiedWithin}`,
    [afterSeq],
  )
  return rowCount === 1
}

export type LogHead = {
  /** Of the newest row; 0 when there is none. */
  readonly seq: number
  /** Of the newest event; 0 when there is none. */
  readonly position: number
}

export async function logHead(client: pg.ClientBase | pg.Pool): Promise<LogHead> {
  const rows = await query<LogHead>(client, 'select seq, position from log_head')
  return rows[0] ?? { seq: 0, position: 0 }
}

/** The history of one stream, oldest first. */
export async function readStream(
  pool: pg.Pool | pg.ClientBase,
  streamId: string,
): Promise<RecordedEvent[]> {
  const rows = await query<Chunk>(
    pool,
    `select ${chunkColumns} from log where ${isAboutStream('$1', '$2', '$3')} order by seq`,
    [...aboutStream(streamId)],
  )
  return rows.flatMap(eventsOf).filter((event) => event.streamId === streamId)
}

/** The histories of several streams, restricted to events of these types; by stream, oldest first. */
export async function readStreams<Type extends EventType>(
  pool: pg.Pool,
  streamIds: readonly string[],
  types: readonly Type[],
): Promise<Map<string, RecordedEvent<Type>[]>> {
  const rows = await query<Chunk>(
    pool,
    `select ${chunkColumns} from log
      where about && $1::integer[] and split_part(subject, '.', 4) = any($2::text[]) order by seq`,
    [streamIds.map(hashOf), types],
  )
  const events = rows.flatMap(eventsOf) as RecordedEvent<Type>[]
  const byStream = Map.groupBy(events, ({ streamId }): string => streamId)
  return new Map(streamIds.map((id) => [id, byStream.get(id) ?? []]))
}

/**
 * SQL: the chunks that hold events of a stream, by the values of `aboutStream`. Of a run only those about itself:
 * those about its tasks are many. Few of those about a task's neighbours are about it as well.
 */
export const isAboutStream = (hash: string, aggregate: string, id: string) =>
  `about @> array[${hash}::integer] and split_part(subject, '.', 3) = ${aggregate}
    and strpos(data, ${id}) > 0`

/** The streams of an aggregate have its name as their prefix. */
export const aboutStream = (streamId: string): [number, string, string] => [
  hashOf(streamId),
  streamId.slice(0, streamId.indexOf('_')),
  streamId,
]

/** The events of a run and its tasks after `position`: what a watcher missed. */
export async function readRunEvents(
  pool: pg.Pool | pg.ClientBase,
  runId: string,
  position: number,
): Promise<RecordedEvent[]> {
  const rows = await query<Chunk>(
    pool,
    `select ${chunkColumns} from log where about @> array[$1::integer] and last > $2 order by seq`,
    [hashOf(runId), position],
  )
  return rows
    .flatMap(eventsOf)
    .filter(
      (event) => event.position > position && (event.streamId === runId || isOfTask(event, runId)),
    )
}

const isOfTask = ({ streamId, data }: RecordedEvent, runId: string) =>
  streamId.startsWith('task_') && 'runId' in data && data.runId === runId
