import type { AsideStatus } from './aside-status.ts'
import { taskStatuses, type TaskStatus } from '@pressrun/events'
import type { Part, TaskSearch } from '../task-filter.ts'

/** Narrows a filter further: by statuses, accounts, runs, and other conditions. */
export type Narrowing = {
  /** All of them when none are given. */
  readonly statuses?: readonly TaskStatus[]
  /** A query for their ids. */
  readonly accounts?: Part<string>
  readonly runs?: Part<string>
  /** Of `tasks`. */
  readonly where?: Part<readonly string[]>
  /** Conditions of an index that has these tasks alone. */
  readonly indexed?: readonly string[]
  /** Of queued tasks: those that wait for an instant, and of these those that were tried before. */
  readonly timed?: 'all' | 'tried'
}

/** Tasks that are found in one place. */
export type Wanted = Narrowing & { readonly search: TaskSearch; readonly limit: number } & (
    | { readonly of: 'all' | 'queued' | 'running' | 'published' }
    | { readonly of: 'aside'; readonly statuses: readonly AsideStatus[] }
  )

/** The places of the tasks that pass the filter and the narrowing; none where none can. */
export function wantedOf(search: TaskSearch, narrowing: Narrowing, limit: number): Wanted[] {
  const { status } = search
  if (!status && !narrowing.statuses) return [{ ...narrowing, of: 'all', search, limit }]
  const allowed = new Set(
    (narrowing.statuses ?? taskStatuses).filter((one) => !status || one === status),
  )
  const statuses = asideStatuses.filter((one) => allowed.has(one))
  return [
    ...(statuses.length > 0
      ? [{ ...narrowing, of: 'aside' as const, statuses, search, limit }]
      : []),
    ...(['queued', 'running', 'published'] as const).flatMap((of) =>
      allowed.has(of) ? [{ ...narrowing, of, search, limit }] : [],
    ),
  ]
}

const asideStatuses: readonly AsideStatus[] = [
  'planned',
  'held',
  'failed',
  'unconfirmed',
  'cancelled',
]
