import type { ApiKeyId } from '@pressrun/events'
import type pg from 'pg'
import { transact } from '@pressrun/db'

/** `revoked` also when it was revoked before. */
export type Revoked = 'revoked' | 'not-found' | 'last-admin-key'

type Row = { readonly id: ApiKeyId }

/**
 * Revokes a key, unless there would be no admin key any more. The rows of all valid admin keys are locked first: of
 * two callers who each revoke one of the last two, the second finds only one.
 */
export async function revokeApiKey(pool: pg.Pool, id: ApiKeyId, by: string): Promise<Revoked> {
  return transact(pool, async (client) => {
    await client.query('set local synchronous_commit = on')
    const admins = await client.query<Row>(
      `select id from api_keys where role = 'admin' and revoked_at is null order by id for update`,
    )
    if (admins.rows.length === 1 && admins.rows[0]?.id === id) return 'last-admin-key'
    const { rowCount } = await client.query(
      `update api_keys set revoked_at = coalesce(revoked_at, now()),
         revoked_by = coalesce(revoked_by, $2) where id = $1`,
      [id, by],
    )
    return rowCount === 0 ? 'not-found' : 'revoked'
  })
}
