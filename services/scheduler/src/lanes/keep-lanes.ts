import { arrayLiteral, type Statement } from '@pressrun/db'
import { toInstant } from '@pressrun/events'
import type { Breaker } from './law/breaker.ts'
import type { KeptLane } from './law/lane.ts'

type Literal = Parameters<typeof arrayLiteral>[1]

type Column<Row> = {
  readonly name: string
  readonly type: string
  readonly literal: Literal
  readonly of: (row: Row) => unknown
}

const instantOf = (at: number | null) => (at === null ? null : toInstant(at))

const laneColumns: readonly Column<KeptLane>[] = [
  { name: 'account_id', type: 'text', literal: 'text', of: ({ accountId }) => accountId },
  { name: 'ready', type: 'boolean', literal: 'boolean', of: ({ lane }) => lane.ready },
  { name: 'turn', type: 'double precision', literal: 'integer', of: ({ lane }) => lane.turn },
  {
    name: 'next_at',
    type: 'timestamptz',
    literal: 'timestamptz',
    of: ({ lane }) => instantOf(lane.nextAt),
  },
  { name: 'waits_for', type: 'text', literal: 'text', of: ({ lane }) => lane.waitsFor },
  { name: 'reason', type: 'text', literal: 'text', of: ({ lane }) => lane.reason },
  { name: 'pass', type: 'double precision', literal: 'integer', of: ({ lane }) => lane.pass },
  { name: 'rates', type: 'json', literal: 'json', of: ({ lane }) => ratesOf(lane.restAt) },
  { name: 'in_flight', type: 'integer', literal: 'integer', of: ({ lane }) => lane.inFlight },
  {
    name: 'last_at',
    type: 'timestamptz',
    literal: 'timestamptz',
    of: ({ lane }) => instantOf(lane.lastAt),
  },
]

const ratesOf = (restAt: object) => (Object.keys(restAt).length > 0 ? restAt : null)

const breakerColumns: readonly Column<readonly [string, Breaker]>[] = [
  { name: 'remote', type: 'text', literal: 'text', of: ([remote]) => remote },
  { name: 'failures', type: 'integer', literal: 'integer', of: ([, { failures }]) => failures },
  { name: 'accounts', type: 'json', literal: 'json', of: ([, { accounts }]) => accounts },
  {
    name: 'open_until',
    type: 'timestamptz',
    literal: 'timestamptz',
    of: ([, { openUntil }]) => instantOf(openUntil),
  },
  { name: 'probe', type: 'text', literal: 'text', of: ([, { probe }]) => probe },
  {
    name: 'blocked_until',
    type: 'timestamptz',
    literal: 'timestamptz',
    of: ([, { blockedUntil }]) => instantOf(blockedUntil),
  },
]

/** Writes what is new or not as it was; the row of a lane is its own, whoever looks. */
function upsert<Row>(table: string, columns: readonly Column<Row>[]) {
  const [key, ...rest] = columns.map(({ name }) => name)
  const arrays = columns.map(({ type }, i) => `$${i + 1}::${type}[]`).join(', ')
  const text = `insert into ${table} (${[key, ...rest].join(', ')}) select * from unnest(${arrays})
    on conflict (${key}) do update set ${rest.map((name) => `${name} = excluded.${name}`).join(', ')}`
  return (rows: readonly Row[]): Statement[] =>
    rows.length === 0
      ? []
      : [
          {
            name: `keep-${table}`,
            text,
            values: columns.map(({ literal, of }) => arrayLiteral(rows.map(of), literal)),
          },
        ]
}

export const keepLanes = upsert('lanes', laneColumns)
export const keepBreakers = upsert('breakers', breakerColumns)

export const keepClock = (position: number, virtualTime: number): Statement => ({
  name: 'keep-lane-clock',
  text: 'update lane_clock set position = $1, virtual_time = $2',
  values: [position, virtualTime],
})
