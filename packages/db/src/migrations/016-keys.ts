import { sql, type Kysely } from 'kysely'

/**
 * API keys are named, listed and revoked. They are not event-sourced: their rows are never deleted, so
 * the rows themselves say who made and who revoked which key. Which secret keys seal credentials is
 * asked by the index, at the start of every process that has some.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table api_keys
    add column name text,
    add column prefix text,
    add column created_by text not null default 'start',
    add column last_used_at timestamptz,
    add column revoked_at timestamptz,
    add column revoked_by text`,
  'update api_keys set name = user_name',
  'alter table api_keys alter column name set not null, alter column created_by drop default',
  'create index account_credentials_key on account_credentials (key_id)',
]
