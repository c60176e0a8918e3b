import { query } from '@pressrun/db'
import type { SourceId } from '@pressrun/events'
import type { Problem } from '@pressrun/feeds'
import type pg from 'pg'

/** Problem while accounts that new items should be published to no longer exist. */
export async function accountsGone(pool: pg.Pool, id: SourceId): Promise<Problem | undefined> {
  const rows = await query<{ count: number }>(
    pool,
    `select count(*)::integer as count
      from content_sources source, json_array_elements_text(auto_publish->'accountIds') as given (id)
      where source.id = $1 and not exists (select from accounts
        where accounts.id = given.id and accounts.project_id = source.project_id
          and accounts.status <> 'removed')`,
    [id],
  )
  const count = rows[0]?.count ?? 0
  if (count === 0) return undefined
  const accounts = count === 1 ? 'One account' : `${count} accounts`
  const message = `${accounts} to publish to no longer exist${count === 1 ? 's' : ''}.`
  return { code: 'account-not-found', message }
}
