import { sql, type Kysely } from 'kysely'

/**
 * Who has begun a job that had been handed out before, and has not ended it: of a publisher that is gone
 * this says which jobs it may have died of. And that a task is to be cancelled which is on its way.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table tasks add cancel_requested boolean not null default false`).execute(db)
  await sql.raw(beginnings).execute(db)
}

const beginnings = `
create table job_beginnings (
  task_id text not null references tasks on delete cascade,
  publisher integer not null,
  isolated boolean not null,
  begun_at timestamptz not null default clock_timestamp(),
  primary key (task_id, publisher)
)`
