import { sql, type Kysely } from 'kysely'

/** What the gauges of the whole instance are read by, and which scheduler answers them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create index tasks_unconfirmed on tasks (attempt_at) where status = 'unconfirmed'`,
  `create index runs_paused on runs (id) where status = 'paused'`,
  `create index accounts_paused on accounts (id) where status = 'paused'`,
  // One row, with free space so that its updates stay on its page.
  `create table figures_owner (
    only_row boolean primary key default true check (only_row),
    owner text collate "C",
    until timestamptz not null
  ) with (fillfactor = 10)`,
  `insert into figures_owner (until) values ('-infinity')`,
]
