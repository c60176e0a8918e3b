import { sql, type Kysely } from 'kysely'

/**
 * Retries of many tasks: what was asked and how far it has come, and the tasks that are still to be
 * done. A task leaves that list in the transaction that retries or refuses it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table retry_batches (
    id text collate "C" primary key,
    force boolean not null,
    meta json not null,
    matched integer not null,
    accepted integer not null default 0,
    refused_count integer not null default 0,
    refused json not null default '[]',
    created_at timestamptz not null,
    finished_at timestamptz
  )`,
  `create index retry_batches_open on retry_batches (id) where finished_at is null`,
  `create table retry_batch_tasks (
    batch_id text collate "C" not null,
    task_id text collate "C" not null,
    primary key (batch_id, task_id)
  )`,
  // What went wrong is asked for by its code, in lists and in batches.
  `create index tasks_error_code on tasks ((error->>'code'), id) where error is not null`,
]
