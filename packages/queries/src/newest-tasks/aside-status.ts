import type { Rows } from '@pressrun/db'

/** What a task can be whose row alone says so. */
export type AsideStatus = NonNullable<Rows['tasks']['aside']>
