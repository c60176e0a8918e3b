import { sql, type Kysely } from 'kysely'

/** A lane that waits for one run is found for another that has room and a task in it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `drop index tasks_run_queued`,
  `create index tasks_run_queued on tasks (run_id, account_id)
    where status = 'queued' and run_id > ''`,
  `create index lanes_held_up on lanes (account_id)
    where reason = 'run-concurrency' and not ready`,
]
