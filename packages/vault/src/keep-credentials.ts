import type { Statement } from '@pressrun/db'
import type { AccountId } from '@pressrun/events'
import { seal, type SecretKey } from './credentials.ts'

/** The row of an account's sealed credentials; it replaces an earlier one. */
export function keepCredentials(id: AccountId, credentials: unknown, key: SecretKey): Statement {
  const { sealed, keyId } = seal(credentials, id, key)
  return {
    text: `insert into account_credentials as kept (account_id, version, sealed, key_id)
      values ($1, 1, $2, $3) on conflict (account_id) do update set
        version = kept.version + 1, sealed = excluded.sealed, key_id = excluded.key_id`,
    values: [id, sealed, keyId],
  }
}

export const forgetCredentials = (id: AccountId): Statement => ({
  text: 'delete from account_credentials where account_id = $1',
  values: [id],
})
