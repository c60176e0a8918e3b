import { sql, type Kysely } from 'kysely'

/** A schedule says why it skipped an instant last; one that had its run already does not count. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const skips = `from events where stream_id = schedules.id and type = 'ScheduleSkipped'
  and data->>'reason' <> 'already-fired'`

const statements = [
  'alter table schedules add column last_skip json',
  `update schedules set
    skipped = (select coalesce(sum((data->>'count')::integer), 0) ${skips}),
    last_skip = (select json_build_object('at', data->>'until', 'reason', data->>'reason')
      ${skips} order by version desc limit 1)
  where skipped > 0`,
]
