import { schemaVersion, type Chunk } from '@pressrun/events'
import { arrayLiteral } from '../table/statements.ts'
import type { Statement } from '../table/query.ts'
import { toChunks, type NewChunk, type NewEvent } from './chunks.ts'

/** Listeners on this channel (the relay) are notified when the log grows. */
export const logChannel = 'pressrun_log'

/**
 * The last statement of every appending transaction: it takes the next rows and positions from the head and inserts
 * the events. From here to the commit no other transaction can append, so both are gap-free and in commit order.
 */
export const appendEvents = (events: readonly NewEvent[]): Statement =>
  appendChunks(toChunks(events))

type Place = Pick<Chunk, 'seq' | 'first' | 'last'>

/** The same for callers that need the inserted rows: `rowsOf` makes them of what the statement returns. */
export function appending(events: readonly NewEvent[]): {
  readonly statement: Statement
  readonly rowsOf: (returned: readonly Place[]) => Chunk[]
} {
  const chunks = toChunks(events)
  return { statement: appendChunks(chunks), rowsOf: (returned) => rowsOf(chunks, returned) }
}

/** The statement returns the places of the chunks in the log, in the order of the chunks. */
function appendChunks(chunks: readonly NewChunk[]): Statement {
  let count = 0
  const lengths = chunks.map((chunk) => chunk.events.length)
  const ends = lengths.map((length) => (count += length))
  return {
    text: append,
    values: [
      chunks.length,
      count,
      arrayLiteral(lengths, 'integer'),
      arrayLiteral(ends, 'integer'),
      arrayLiteral(
        chunks.map(({ subject }) => subject),
        'text',
      ),
      chunks.map(({ meta }) => JSON.stringify(meta)).join(separator),
      arrayLiteral(
        chunks.map(({ at }) => at),
        'timestamptz',
      ),
      chunks.map(({ about }) => `{${[...about].join(',')}}`).join(separator),
      chunks.map(dataOf).join(separator),
    ],
  }
}

/** The events of a chunk, as they lie in its row. */
const dataOf = ({ events }: NewChunk): string => `[${events.join(',')}]`

const rowsOf = (chunks: readonly NewChunk[], places: readonly Place[]): Chunk[] =>
  places.flatMap((place, i) => {
    const chunk = chunks[i]
    if (!chunk) return []
    const { subject, at, meta } = chunk
    return { ...place, subject, schemaVersion, at, meta: JSON.stringify(meta), data: dataOf(chunk) }
  })

/**
 * Between JSON texts, which contain no such character. In an array literal nearly half of the bytes would be escaped
 * quotes.
 */
const separator = '\u001e'
const split = (parameter: string) => `string_to_array(${parameter}, E'\\x1e')`

const append = `
with head as (
  update log_head set seq = seq + $1, position = position + $2
  returning seq - $1 as seq, position - $2 as position
), tail as (
  select log_end(seq, position) as seq, position from (select) once left join head on true
), notified as (select pg_notify('${logChannel}', ''))
insert into log (seq, first, last, subject, schema_version, meta, at, about, data)
select tail.seq + new.ordinal, tail.position + new.until - new.length + 1,
  tail.position + new.until, new.subject, ${schemaVersion}, new.meta, new.at, new.about::integer[],
  new.data
from tail, notified, unnest($3::integer[], $4::integer[], $5::text[], ${split('$6')}::json[],
  $7::timestamptz[], ${split('$8')}, ${split('$9')}) with ordinality
  as new (length, until, subject, meta, at, about, data, ordinal)
returning seq, first, last`
