import type { Rows } from '@pressrun/db'

/** The statuses that the row of a task alone determines. */
export type AsideStatus = NonNullable<Rows['tasks']['aside']>
