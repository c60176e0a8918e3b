import { tables, upsertInto, type Rows, type Statement } from '@pressrun/db'
import { toInstant } from '@pressrun/events'
import type { LaneRow } from '../memory/rows-to-write.ts'
import type { Breaker } from '../rules/breaker.ts'

const lanesOf = upsertInto(tables.lanes)
const breakersOf = upsertInto(tables.breakers)

const instantOf = (at: number | null) => (at === null ? null : toInstant(at))

export const upsertLanes = (rows: readonly LaneRow[]): Statement =>
  lanesOf(
    rows.map(({ restAt, lastAt, until, ...lane }): Rows['lanes'] => ({
      ...lane,
      rates: Object.keys(restAt).length > 0 ? restAt : null,
      lastAt: instantOf(lastAt),
      nextAt: instantOf(until),
    })),
  )

export const upsertBreakers = (
  kept: readonly (readonly [upstream: string, Breaker])[],
): Statement =>
  breakersOf(
    kept.map(([upstream, breaker]): Rows['breakers'] => ({
      ...breaker,
      upstream,
      failingSince: instantOf(breaker.failingSince),
      openUntil: instantOf(breaker.openUntil),
      blockedUntil: instantOf(breaker.blockedUntil),
    })),
  )
