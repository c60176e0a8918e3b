import type { Database } from '@pressrun/db'

export type ProjectionRow = {
  readonly name: string
  readonly version: number
  readonly position: number
  /** Its backlog of events in the log, `lagMax` at most. */
  readonly lag: number
  /** The progress of a rebuild; null when none is under way. */
  readonly rebuildPosition: number | null
  readonly updatedAt: string
}

/** A view further behind than this is simply far behind: an exact count would cost more than it is worth. */
export const lagMax = 10_000

export async function listProjections({ pool }: Database): Promise<ProjectionRow[]> {
  const { rows } = await pool.query<ProjectionRow>(
    `select name, version, position, rebuild_position as "rebuildPosition", updated_at as "updatedAt", (
        select least(coalesce(sum(last - first + 1), 0), ${lagMax})::integer from (
          select first, last from log
          where log.seq > views.seq and split_part(subject, '.', 4) = any(views.types)
          limit ${lagMax}) ahead
      ) as lag
     from views order by name`,
  )
  return rows
}
