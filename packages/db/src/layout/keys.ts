/** Who may call, and what was answered to requests that may come again. */
export const keysLayout = [
  `create table api_keys (
    id text collate "C" primary key,
    user_name text not null,
    name text not null,
    role text not null,
    sha256 bytea not null unique,
    prefix text,
    created_by text not null,
    created_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz,
    revoked_by text
  )`,
  // Who answers a request is its claimant, for a while. A claim can be given back or outlive its process;
  // whoever takes it over finds created_at unchanged and makes the same ids from it.
  `create table idempotency_keys (
    api_key_id text collate "C" not null,
    key text not null,
    request_sha256 bytea not null,
    status smallint,
    headers json,
    body text,
    created_at timestamptz not null,
    claimed_at timestamptz,
    primary key (api_key_id, key)
  )`,
  `create index idempotency_keys_age on idempotency_keys (created_at)`,
]
