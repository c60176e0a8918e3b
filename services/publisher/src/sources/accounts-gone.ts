import type { SourceId } from '@pressrun/events'
import type { Trouble } from '@pressrun/platforms/sources'
import type pg from 'pg'

/** What is new should be published to accounts that are no longer there: told until somebody mends it. */
export async function accountsGone(pool: pg.Pool, id: SourceId): Promise<Trouble | undefined> {
  const { rows } = await pool.query<{ count: number }>({
    name: 'accounts-gone-from-source',
    text: `select count(*)::integer as count
      from content_sources source, json_array_elements_text(auto_publish->'accountIds') as given (id)
      where source.id = $1 and not exists (select from accounts
        where accounts.id = given.id and accounts.project_id = source.project_id
          and accounts.status <> 'removed')`,
    values: [id],
  })
  const count = rows[0]?.count ?? 0
  if (count === 0) return undefined
  const message = `${count} of the accounts to publish to are no longer there.`
  return { code: 'account-not-found', message }
}
