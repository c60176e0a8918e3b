import { sql, type Kysely } from 'kysely'

/**
 * A task that waits for a time is due by then. One whose run was started by a clock that was ahead could
 * be tried again before it was due; its lane did not find it then, and has to look again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statement).execute(db)
}

const statement = `
with late as (
  update tasks set eligible_at = due_at
  where eligible_at < due_at and status in ('queued', 'running', 'held', 'published')
  returning account_id
)
update lanes set ready = true, turn = coalesce(turn, pass)
where account_id in (select account_id from late)`
