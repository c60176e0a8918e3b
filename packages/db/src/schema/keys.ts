import type { ApiKeyId } from '@pressrun/events'

/** Who may call. Rows are never deleted. Instants are ISO 8601 text. */
export type KeysTables = {
  api_keys: {
    id: ApiKeyId
    user_name: string
    name: string
    role: string
    sha256: Buffer
    /** The key's first characters; null for one that was not made here. */
    prefix: string | null
    /** The id of a key, `cli`, or `start` for one from the environment or the data directory. */
    created_by: string
    created_at: string
    /** Noted once a minute at most. */
    last_used_at: string | null
    revoked_at: string | null
    /** The id of a key, or `cli`. */
    revoked_by: string | null
  }
}
