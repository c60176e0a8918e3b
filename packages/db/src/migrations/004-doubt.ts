import { sql, type Kysely } from 'kysely'

/**
 * What is needed to find out what became of unconfirmed tasks, and what accounts say about them. The
 * `eligible_at` of an unconfirmed task is from now on when its platform is asked next.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table tasks add column looks integer not null default 0, add column retry_request text`,
  `update tasks set eligible_at = null where status = 'unconfirmed' and eligible_at is not null`,
  `create index tasks_to_reconcile on tasks (eligible_at)
    where status = 'unconfirmed' and eligible_at is not null`,
  `alter table accounts
    add column unconfirmed_policy text collate "C" not null default 'ask',
    add column verified json,
    add column connected_version integer not null default 1`,
  // Which change of an account was a new connection, only its events tell.
  `update accounts set connected_version = coalesce((select max(version) from events
    where stream_id = accounts.id and type = 'AccountChanged'
      and (data->>'credentialsReplaced' = 'true' or data->'settings' is not null)), 1)`,
  `create index accounts_held on accounts (id) where status = 'held'`,
]
