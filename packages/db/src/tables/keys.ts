import type { ApiKeyId } from '@pressrun/events'
import { id, table } from '../table/table.ts'

/** API keys. Rows are never deleted. */
type ApiKey = {
  readonly id: ApiKeyId
  readonly userName: string
  readonly name: string
  readonly role: string
  readonly sha256: Buffer
  /** The key's first characters; null for one that was not made here. */
  readonly prefix: string | null
  /** The id of a key, `cli`, or `start` for one from the environment or the data directory. */
  readonly createdBy: string
  readonly createdAt: string
  /** Updated once a minute at most. */
  readonly lastUsedAt: string | null
  readonly revokedAt: string | null
  /** The id of a key, or `cli`. */
  readonly revokedBy: string | null
}

export const apiKeys = table<ApiKey>({
  name: 'api_keys',
  columns: {
    id: `${id} primary key`,
    userName: 'text not null',
    name: 'text not null',
    role: 'text not null',
    sha256: 'bytea not null unique',
    prefix: 'text',
    createdBy: 'text not null',
    createdAt: 'timestamptz not null',
    lastUsedAt: 'timestamptz',
    revokedAt: 'timestamptz',
    revokedBy: 'text',
  },
})

/**
 * Stored responses to requests that may be repeated. A claim on a request lasts for a while; it can be given back or
 * outlive its process. A process that takes it over finds its creation time unchanged, and makes the same ids from it.
 */
type IdempotencyKey = {
  readonly apiKeyId: string
  readonly key: string
  readonly requestSha256: Buffer
  readonly status: number | null
  readonly headers: Readonly<Record<string, string>> | null
  readonly body: string | null
  readonly createdAt: string
  readonly claimedAt: string | null
}

export const idempotencyKeys = table<IdempotencyKey>({
  name: 'idempotency_keys',
  columns: {
    apiKeyId: `${id} not null`,
    key: 'text not null',
    requestSha256: 'bytea not null',
    status: 'smallint',
    headers: 'json',
    body: 'text',
    createdAt: 'timestamptz not null',
    claimedAt: 'timestamptz',
  },
  primaryKey: 'api_key_id, key',
  more: [`create index idempotency_keys_age on idempotency_keys (created_at)`],
})
