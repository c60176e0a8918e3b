import { listPublishingSources } from '@pressrun/queries'
import type { AccountId, ProjectId, SourceId } from '@pressrun/events'
import { placeOf, type SourceType } from '@pressrun/feeds'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'

export type Publishing = {
  readonly id: SourceId
  readonly projectId: ProjectId
  readonly type: SourceType
  readonly location: string
  readonly accountIds: readonly AccountId[]
}

/** Each source knows its own items only: two sources of one place would publish each item twice. */
export async function checkPublishedOnce(
  { database, installation }: Gateway,
  { id, projectId, type, location, accountIds }: Publishing,
): Promise<void> {
  const place = placeOf(type, location, installation)
  for (const other of await listPublishingSources(database, projectId, type)) {
    if (other.id === id || placeOf(type, other.location, installation) !== place) continue
    const shared = accountIds.find((one) => other.autoPublish?.accountIds.includes(one))
    if (shared === undefined) continue
    const message = `${other.id} publishes this location to ${shared} already`
    const details = [{ path: 'autoPublish.accountIds', code: 'published-twice', message }]
    throw new Problem('source-publishes-already', { detail: message, details })
  }
}
